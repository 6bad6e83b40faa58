// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Peers that began anew on a link that did not, and want to hear everything once more: the first time at once, then once in {@link
 * #PAUSE}, however often they ask.
 */
final class Recalls {
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final Loop loop;
    private final Consumer<Exchange> answer;
    private final Map<Exchange, Pausing> pausing = new HashMap<>();

    /** @param answer tells the peer everything */
    Recalls(Loop loop, Consumer<Exchange> answer) {
        this.loop = loop;
        this.answer = answer;
    }

    private static final class Pausing {
        private Cancellable timer = () -> {};
        private boolean asked;
    }

    void recalled(Exchange peer) {
        Pausing now = pausing.get(peer);
        if (now == null) {
            answer(peer);
        } else {
            now.asked = true;
        }
    }

    private void answer(Exchange peer) {
        Pausing pause = new Pausing();
        pausing.put(peer, pause);
        pause.timer = loop.schedule(PAUSE, () -> {
            pausing.remove(peer);
            if (pause.asked) {
                answer(peer);
            }
        });
        answer.accept(peer);
    }

    void closed(Exchange peer) {
        Pausing now = pausing.remove(peer);
        if (now != null) {
            now.timer.cancel();
        }
    }

    void stop() {
        pausing.values().forEach(now -> now.timer.cancel());
        pausing.clear();
    }
}
