// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.MalformedException;
import io.pipes.testkit.time.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final Duration WAY = Duration.ofMillis(10);

    private final Incoming incoming = new Incoming(new Window(new WindowBudget(0), new ManualClock(), 1_000, 1_000));

    private void add(long offset, int bytes) throws MalformedException {
        incoming.add(offset, ByteBuffer.allocate(bytes));
    }

    private void take() {
        incoming.pause(false);
        while (incoming.next(WAY) != null) {}
    }

    @Test
    void while_the_reader_pauses_so_much_is_taken_and_not_a_byte_more() throws MalformedException {
        add(0, 999);
        add(999, 1);

        assertThat(incoming.raiseLimit()).isEqualTo(1_000);
        assertThat(incoming.next(WAY)).isNull();
        assertThatThrownBy(() -> add(1_000, 1)).isInstanceOf(MalformedException.class);
    }

    @Test
    void what_the_reader_has_taken_makes_room() throws MalformedException {
        add(0, 1_000);
        take();

        assertThat(incoming.worthTelling()).isTrue();
        assertThat(incoming.tell()).isEqualTo(1_000);
        assertThat(incoming.raiseLimit()).isEqualTo(2_000);
        assertThat(incoming.worthTelling()).isFalse();
        add(1_000, 1_000);
    }

    @Test
    void a_little_is_not_worth_a_word_but_is_not_confirmed_either() throws MalformedException {
        add(0, 10);
        take();

        assertThat(incoming.worthTelling()).isFalse();
        assertThat(incoming.unconfirmed()).isTrue();
        incoming.tell();
        assertThat(incoming.unconfirmed()).isFalse();
    }

    @Test
    void the_end_counts_as_one_more_and_is_told_once_behind_everything() throws MalformedException {
        add(0, 10);
        incoming.end(10);

        assertThat(incoming.worthTelling()).isTrue();
        assertThat(incoming.tell()).isEqualTo(11);
        assertThat(incoming.takeEnd()).isFalse();
        take();
        assertThat(incoming.takeEnd()).isTrue();
        assertThat(incoming.takeEnd()).isFalse();
        assertThat(incoming.finished()).isTrue();
    }

    @Test
    void bytes_in_the_wrong_place_and_behind_the_end_are_refused() throws MalformedException {
        add(0, 10);
        assertThatThrownBy(() -> add(9, 1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> add(11, 1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> incoming.end(11)).isInstanceOf(MalformedException.class);
        incoming.end(10);
        assertThatThrownBy(() -> incoming.end(10)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> add(10, 1)).isInstanceOf(MalformedException.class);
    }
}
