// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoubtsTest {
    private final ManualClock clock = new ManualClock();
    private final Doubts doubts = new Doubts(clock);

    private static NodeId node(int number) {
        return NodeId.of(new SimulatedSuite().hash(Bytes.utf8("node " + number)));
    }

    @Test
    void they_add_up_and_are_forgotten_a_while_after_the_last_time() {
        doubts.add(node(1), 3);
        clock.advance(Doubts.MEMORY.minusSeconds(1));
        doubts.add(node(1), 4);
        clock.advance(Duration.ofSeconds(2));
        assertThat(doubts.about(node(1))).isEqualTo(7);
        assertThat(doubts.about(node(2))).isZero();

        clock.advance(Doubts.MEMORY);

        assertThat(doubts.about(node(1))).isZero();
    }

    @Test
    void nobody_is_doubted_without_end_and_few_are_remembered() {
        for (int times = 0; times < 100; times++) {
            doubts.add(node(1), 100);
        }
        assertThat(doubts.about(node(1))).isEqualTo(Doubts.MOST);

        for (int relay = 2; relay < 100; relay++) {
            doubts.add(node(relay), 1);
        }

        assertThat(doubts.about(node(1))).isZero();
        assertThat(doubts.about(node(99))).isEqualTo(1);
    }
}
