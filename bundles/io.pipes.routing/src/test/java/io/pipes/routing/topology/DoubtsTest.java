// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.ManualClock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoubtsTest {
    private final ManualClock clock = new ManualClock();
    private final Doubts doubts = new Doubts(clock);

    private static NodeId node(int number) {
        return NodeId.of(new SimulatedSuite().hash(Bytes.utf8("node " + number)));
    }

    @Test
    void all_relays_of_a_way_that_has_just_failed_are_doubted_and_one_for_longer() {
        doubts.add(List.of(node(1), node(2), node(3)), 16);
        doubts.weigh();
        assertThat(List.of(node(1), node(2), node(3))).allMatch(relay -> doubts.about(relay) >= 16);
        assertThat(doubts.about(node(4))).isZero();

        clock.advance(Doubts.RECENTLY);
        doubts.weigh();
        assertThat(List.of(node(1), node(2), node(3)).stream().map(doubts::about))
                .containsExactlyInAnyOrder(8 * 16, 4 * 16, 2 * 16);

        clock.advance(Doubts.MEMORY);
        doubts.weigh();
        assertThat(List.of(node(1), node(2), node(3))).allMatch(relay -> doubts.about(relay) == 0);
    }

    @Test
    void the_fewest_who_explain_all_failures_are_suspected_most_however_often_others_were_there() {
        // 7 and 8 lie; 1 is honest and has to be passed on most ways
        doubts.add(List.of(node(1), node(7)), 16);
        doubts.add(List.of(node(1), node(2), node(7)), 16);
        doubts.add(List.of(node(3), node(7)), 16);
        doubts.add(List.of(node(1), node(8)), 16);
        doubts.add(List.of(node(4), node(8)), 16);
        doubts.add(List.of(node(5), node(8), node(6)), 16);
        doubts.add(List.of(node(3), node(7), node(8)), 16);
        clock.advance(Doubts.RECENTLY);

        doubts.weigh();

        assertThat(mostDoubted(2)).containsExactlyInAnyOrder(7, 8);
        assertThat(doubts.about(node(7))).isEqualTo(8 * 4 * 16);
        assertThat(doubts.about(node(8))).isEqualTo(8 * 3 * 16);
        assertThat(doubts.about(node(1)))
                .as("the next to be suspected, and half as much")
                .isEqualTo(4 * 3 * 16);
    }

    @Test
    void who_is_on_every_way_hides_nobody() {
        // 1 is the only neighbour; 7 and 8 behind it lie, 2 to 6 do not
        doubts.add(List.of(node(1), node(2), node(7)), 16);
        doubts.add(List.of(node(1), node(3), node(7)), 16);
        doubts.add(List.of(node(1), node(7), node(4)), 16);
        doubts.add(List.of(node(1), node(5), node(8)), 16);
        doubts.add(List.of(node(1), node(8), node(6)), 16);
        clock.advance(Doubts.RECENTLY);

        doubts.weigh();

        assertThat(mostDoubted(3)).containsExactlyInAnyOrder(1, 7, 8);
        assertThat(doubts.about(node(7))).isEqualTo(4 * 3 * 16);
        assertThat(doubts.about(node(8))).isEqualTo(4 * 2 * 16);
    }

    private List<Integer> mostDoubted(int count) {
        return IntStream.rangeClosed(1, 8)
                .boxed()
                .sorted(Comparator.comparing((Integer number) -> -doubts.about(node(number))))
                .limit(count)
                .toList();
    }

    @Test
    void what_goes_wrong_on_one_way_again_and_again_makes_no_other_way_forgotten() {
        doubts.add(List.of(node(7), node(1)), 16);
        doubts.add(List.of(node(7), node(2)), 16);
        for (int times = 0; times < 100; times++) {
            doubts.add(List.of(node(8)), 1);
        }
        clock.advance(Doubts.RECENTLY);

        doubts.weigh();

        assertThat(mostDoubted(2)).containsExactlyInAnyOrder(7, 8);
        assertThat(doubts.about(node(7))).isEqualTo(8 * 2 * 16);
    }

    @Test
    void nobody_is_doubted_without_end_and_few_ways_are_remembered() {
        for (int times = 0; times < 64; times++) {
            doubts.add(List.of(node(1)), 100);
        }
        doubts.weigh();
        assertThat(doubts.about(node(1))).isEqualTo(Doubts.MOST);

        for (int relay = 2; relay < 66; relay++) {
            doubts.add(List.of(node(relay)), 1);
        }

        doubts.weigh();
        assertThat(doubts.about(node(1))).isZero();
        assertThat(doubts.about(node(65))).isPositive();
    }
}
