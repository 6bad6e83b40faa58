// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DeliveredNoteTest {
    private static final NodeId SENDER = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final long SESSION = 5;
    private static final Duration MOMENT = Duration.ofNanos(1_000);

    private final VirtualTime time = new VirtualTime(1);
    private final Disk disk = new Disk();
    private final DeliveredNote note =
            new DeliveredNote(new SimulatedLoop(time, "node"), disk, SENDER, Optional.empty());
    private final List<Long> noted = new ArrayList<>();

    @Test
    void what_comes_during_a_write_shares_the_next_one_and_nothing_is_told_before_it_is_durable() {
        write(1);
        write(2);
        write(3);
        assertThat(disk.writes).isEqualTo(1);
        assertThat(noted).isEmpty();

        disk.written();
        assertThat(noted).containsExactly(1L);
        assertThat(disk.writes).isEqualTo(2);

        disk.written();
        assertThat(noted).containsExactly(1L, 3L);
        assertThat(disk.isWriting()).isFalse();
    }

    @Test
    void one_who_waits_for_each_receipt_does_not_wait_for_anything_else() {
        for (long number = 1; number <= 2 * DeliveredNote.STREAM; number++) {
            write(number);
            disk.written();

            assertThat(noted).hasSize((int) number).endsWith(number);
        }
    }

    @Test
    void in_a_stream_a_moment_is_left_between_two_writes() {
        long now = stream();
        write(now + 1);
        assertThat(disk.isWriting()).isFalse();

        time.runFor(DeliveredNote.PACE.minus(MOMENT));
        write(now + 2);
        assertThat(disk.isWriting()).isFalse();

        time.runFor(MOMENT);
        disk.written();
        assertThat(noted).endsWith(now, now + 2);
    }

    @Test
    void after_the_stream_there_is_no_delay_any_more() {
        long now = stream();
        write(now + 1);
        time.runFor(DeliveredNote.PACE);
        disk.written();

        write(now + 2);

        assertThat(disk.isWriting()).isTrue();
    }

    @Test
    void the_end_does_not_wait_for_the_moment_between_two_writes() {
        long now = stream();
        write(now + 1);

        CompletionStage<Void> finished = note.finish();
        assertThat(finished.toCompletableFuture()).isNotDone();
        disk.written();

        assertThat(finished.toCompletableFuture()).isDone();
        assertThat(noted).endsWith(now + 1);
        time.runFor(DeliveredNote.PACE);
        assertThat(disk.isWriting()).isFalse();
    }

    @Test
    void what_cannot_be_written_does_not_keep_the_end_waiting() {
        note.taken().add(SESSION, -1);
        assertThatThrownBy(() -> write(1)).isInstanceOf(RuntimeException.class);

        assertThat(note.finish().toCompletableFuture()).isDone();
    }

    /** Leaves behind that so many numbers came during one write that it was a stream. */
    private long stream() {
        write(1);
        write(1L + DeliveredNote.STREAM);
        disk.written();
        disk.written();
        return 1L + DeliveredNote.STREAM;
    }

    private void write(long number) {
        note.write(new DeliveredNote.Last(SESSION, number, 0, 0), last -> noted.add(last.number()));
    }
}
