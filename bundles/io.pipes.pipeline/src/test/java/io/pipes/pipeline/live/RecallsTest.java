// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.Peer;
import io.pipes.spi.node.Exchange;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecallsTest {
    private final VirtualTime time = new VirtualTime(1);
    private final List<Long> answers = new ArrayList<>();
    private final Recalls recalls =
            new Recalls(new SimulatedLoop(time, "node"), peer -> answers.add(time.nanos() / 1_000_000));
    private final Exchange peer = new Peer();

    @Test
    void the_first_is_answered_at_once_and_many_more_share_the_next_answer() {
        for (int i = 0; i < 1_000; i++) {
            recalls.recalled(peer);
        }
        time.runFor(Duration.ofSeconds(10));

        assertThat(answers).containsExactly(0L, 1_000L);
    }

    @Test
    void one_who_asks_without_end_is_answered_once_in_a_pause() {
        for (int i = 0; i < 500; i++) {
            recalls.recalled(peer);
            time.runFor(Duration.ofMillis(10));
        }

        assertThat(answers).hasSizeBetween(5, 6);
    }

    @Test
    void one_who_has_gone_is_answered_no_more() {
        recalls.recalled(peer);
        recalls.recalled(peer);
        recalls.closed(peer);
        time.runFor(Duration.ofSeconds(10));

        assertThat(answers).containsExactly(0L);
    }
}
