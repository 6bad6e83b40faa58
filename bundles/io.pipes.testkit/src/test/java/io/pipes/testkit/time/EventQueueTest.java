// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {
    private static final int EVENTS = 20_000;

    /** Many slices of time. */
    private static final int SPAN_NANOS = 50_000_000;

    private final SimulatedLoop loop = new SimulatedLoop(new VirtualTime(1), "loop");
    private final EventQueue queue = new EventQueue();
    private long number;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void events_come_in_order_also_those_that_are_added_meanwhile_and_cancelled_ones_never(long seed) {
        Random chance = new Random(seed);
        List<Event> expected = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            Event event = add(chance.nextInt(SPAN_NANOS));
            if (chance.nextInt(3) == 0) {
                expected.add(event);
            } else {
                event.cancel();
            }
        }
        expected.sort(null);

        List<Event> seen = new ArrayList<>();
        for (Event event = queue.poll(Long.MAX_VALUE); event != null; event = queue.poll(Long.MAX_VALUE)) {
            assertThat(event).isSameAs(expected.get(seen.size()));
            seen.add(event);
            if (chance.nextInt(4) == 0) {
                Event later = add(event.at() + chance.nextInt(3_000_000));
                expected.add(later);
                expected.subList(seen.size(), expected.size()).sort(null);
            }
        }

        assertThat(seen).hasSameSizeAs(expected);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void what_is_later_than_asked_for_stays_and_something_before_it_may_still_come() {
        Event late = add(10_000_000);
        assertThat(queue.poll(9_999_999)).isNull();
        Event early = add(5_000_000);

        assertThat(queue.poll(Long.MAX_VALUE)).isSameAs(early);
        assertThat(queue.poll(10_000_000)).isSameAs(late);
        assertThat(queue.poll(Long.MAX_VALUE)).isNull();
    }

    @Test
    void a_queue_of_cancelled_events_is_empty() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(add(i * 1_000L));
        }
        events.forEach(Event::cancel);

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll(Long.MAX_VALUE)).isNull();
    }

    private Event add(long at) {
        Event event = new Event(queue, at, 0, number++, loop, () -> {});
        queue.add(event);
        return event;
    }
}
