// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRoomTest {
    private static final int LONG = 2 << 20;

    private final AtomicLong all = new AtomicLong();
    private final RequestRoom room = new RequestRoom(all);

    @Test
    void many_small_requests_fill_it_and_one_answer_makes_room_for_one() {
        for (int i = 1; i <= RequestRoom.MAX_BYTES / RequestRoom.LEAST_BYTES; i++) {
            assertThat(room.take(10)).isTrue();
        }
        assertThat(room.take(10)).isFalse();

        assertThat(room.free(10)).isTrue();
        assertThat(room.free(10)).as("was told so already").isFalse();
    }

    @Test
    void when_all_together_have_said_much_each_may_say_little_but_always_something() {
        all.set(Attendance.MAX_UNANSWERED_BYTES);

        assertThat(room.take(10)).isTrue();
        assertThat(room.take(LONG)).isFalse();
        assertThat(room.free(10)).isFalse();
        assertThat(room.free(LONG)).isTrue();

        assertThat(all).hasValue(Attendance.MAX_UNANSWERED_BYTES);
    }

    @Test
    void two_long_requests_fill_it() {
        assertThat(room.take(LONG)).isTrue();
        assertThat(room.take(LONG)).isFalse();

        assertThat(room.free(LONG)).isTrue();
    }
}
