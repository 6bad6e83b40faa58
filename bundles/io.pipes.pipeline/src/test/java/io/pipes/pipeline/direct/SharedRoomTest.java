// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedRoomTest {
    @Test
    void when_it_is_full_each_may_hold_a_little_and_no_more() {
        SharedRoom room = new SharedRoom(1 << 20);
        room.take(1 << 20);

        assertThat(room.isFullFor(SharedRoom.LITTLE)).isFalse();
        assertThat(room.isFullFor(SharedRoom.LITTLE + 1)).isTrue();

        room.free(1);
        assertThat(room.isFullFor(Long.MAX_VALUE)).isFalse();
    }
}
