// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Records;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnconfirmedTest {
    private final Unconfirmed kept = new Unconfirmed(new ChunkPool());
    private final List<byte[]> model = new ArrayList<>();
    private Wire wire = new Wire();

    private void seal(byte[] content) {
        int size = Records.HEAD + content.length;
        Unconfirmed.Chunk chunk = kept.room(size);
        int at = chunk.end();
        chunk.array[at] = (byte) (content.length >>> 8);
        chunk.array[at + 1] = (byte) content.length;
        System.arraycopy(content, 0, chunk.array, at + Records.HEAD, content.length);
        kept.added(chunk, size, false);
        model.add(content);
    }

    private Bytes expected(int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] content : model.subList(from, to)) {
            out.write(content.length >>> 8);
            out.write(content.length);
            out.writeBytes(content);
        }
        return Bytes.wrap(out.toByteArray());
    }

    private Bytes written() {
        return Bytes.wrap(wire.written.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_is_sealed_written_confirmed_and_rewound_the_bytes_are_right(long seed) throws MalformedException {
        SeededRandomness chance = new SeededRandomness(seed);
        int from = 0;
        int sent = 0;
        int confirmed = 0;
        for (int step = 0; step < 20_000; step++) {
            int choice = (int) (chance.nextDouble() * 100);
            if (choice < 45 && kept.hasRoom()) {
                int size = choice < 5 ? 40_000 : choice < 15 ? 16_000 : 1 + choice;
                seal(chance.bytes(size));
            } else if (choice < 85 && kept.waiting()) {
                kept.write(wire);
                sent++;
            } else if (choice < 98 && sent > confirmed) {
                confirmed += (int) (chance.nextDouble() * (sent - confirmed + 1));
                kept.confirm(confirmed);
            } else if (choice == 99) {
                assertThat(written()).isEqualTo(expected(from, sent));
                confirmed += (int) (chance.nextDouble() * (sent - confirmed + 1));
                kept.rewind(confirmed);
                wire = new Wire();
                from = confirmed;
                sent = confirmed;
            }
        }
        while (kept.waiting()) {
            kept.write(wire);
            sent++;
        }
        assertThat(sent).isEqualTo(model.size());
        assertThat(written()).isEqualTo(expected(from, sent));
        kept.confirm(sent);
        assertThat(kept.settled()).isTrue();
    }

    @Test
    void only_what_was_sent_can_be_confirmed_or_asked_for() throws MalformedException {
        seal(new byte[100]);
        seal(new byte[100]);
        kept.write(wire);
        assertThatThrownBy(() -> kept.confirm(2)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> kept.rewind(2)).isInstanceOf(MalformedException.class);
        kept.confirm(1);

        assertThatThrownBy(() -> kept.rewind(0)).as("gone").isInstanceOf(MalformedException.class);
    }

    @Test
    void it_takes_no_more_than_its_limit_and_gives_room_back() throws MalformedException {
        int count = 0;
        while (kept.hasRoom()) {
            seal(new byte[16_000]);
            kept.write(wire);
            wire.written.reset();
            count++;
        }
        assertThat((long) count * 16_002).isBetween((long) Unconfirmed.LIMIT, Unconfirmed.LIMIT + 20_000L);

        kept.confirm(2);

        assertThat(kept.hasRoom()).isTrue();
    }

    @Test
    void lanes_whose_other_side_confirms_nothing_leave_the_rest_a_share_and_the_process_its_memory() {
        ChunkPool pool = new ChunkPool();
        long all = 0;
        for (int lane = 0; lane < 200; lane++) {
            Unconfirmed silent = new Unconfirmed(pool);
            int own = 0;
            while (silent.hasRoom()) {
                Unconfirmed.Chunk chunk = silent.room(16_000);
                chunk.array[chunk.end()] = (byte) (15_998 >>> 8);
                chunk.array[chunk.end() + 1] = (byte) 15_998;
                silent.added(chunk, 16_000, false);
                own += 16_000;
            }
            assertThat(own).isGreaterThanOrEqualTo(200_000);
            all += own;
        }

        assertThat(all).isLessThan(160L << 20);
    }
}
