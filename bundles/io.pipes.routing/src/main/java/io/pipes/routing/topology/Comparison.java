// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Cancellable;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;

/**
 * Compares with the peers when it has become quiet after news: chance has sent each advert to some of them only, and a peer may keep back
 * what it should pass on. Where nothing was missed that costs one short message a link.
 */
final class Comparison {
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** Where it never becomes quiet. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final NodeContext node;
    private final Runnable compare;
    private Cancellable waiting = () -> {};
    private boolean due;
    private long firstNanos;
    private long lastNanos;

    /** @param compare greets the peers */
    Comparison(NodeContext node, Runnable compare) {
        this.node = node;
        this.compare = compare;
    }

    void stop() {
        waiting.cancel();
    }

    /** Something is held that was not a moment ago. */
    void news() {
        lastNanos = node.clock().nanos();
        if (!due) {
            due = true;
            firstNanos = lastNanos;
            waiting = node.loop().schedule(QUIET, this::look);
        }
    }

    private void look() {
        long now = node.clock().nanos();
        Duration rest = QUIET.minusNanos(now - lastNanos);
        if (rest.isNegative() || rest.isZero() || now - firstNanos >= LATEST.toNanos()) {
            due = false;
            compare.run();
        } else {
            waiting = node.loop().schedule(rest, this::look);
        }
    }
}
