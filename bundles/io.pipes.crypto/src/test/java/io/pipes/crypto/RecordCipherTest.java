// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.RecordCipher;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordCipherTest {
    private static final Bytes FRAMES = Bytes.utf8("frames that waited");

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Secret key = Secret.random(new SeededRandomness(1), 32);
    private final RecordCipher sender = suite.recordCipher(key);
    private final RecordCipher receiver = suite.recordCipher(key);

    @Test
    void records_open_at_their_place_in_any_order() throws MalformedException {
        Bytes first = seal(0, FRAMES);
        Bytes second = seal(1, FRAMES);

        assertThat(open(1, second)).isEqualTo(FRAMES);
        assertThat(open(0, first)).isEqualTo(FRAMES);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void a_record_replayed_at_another_place_does_not_open() {
        Bytes record = seal(5, FRAMES);

        for (long counter : new long[] {0, 4, 6, 5 + (1L << 32), Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> open(counter, record)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_record_of_another_lane_does_not_open() {
        Bytes record = seal(0, FRAMES);
        RecordCipher other = suite.recordCipher(Secret.random(new SeededRandomness(2), 32));

        assertThatThrownBy(() -> other.open(0, record.toArray(), 0, record.size(), new byte[100], 0))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void any_changed_byte_is_noticed_and_nothing_is_written() {
        for (Bytes damaged : Tampered.copiesOf(seal(0, FRAMES))) {
            byte[] out = new byte[100];
            assertThatThrownBy(() -> receiver.open(0, damaged.toArray(), 0, damaged.size(), out, 0))
                    .isInstanceOf(MalformedException.class);
            assertThat(out).isEqualTo(new byte[100]);
        }
    }

    @Test
    void regions_are_sealed_and_opened_where_they_stand() throws MalformedException {
        byte[] in = new byte[100];
        Arrays.fill(in, (byte) 7);
        byte[] sealed = new byte[100];
        byte[] out = new byte[100];

        assertThat(sender.seal(0, in, 10, 20, sealed, 30)).isEqualTo(36);
        assertThat(receiver.open(0, sealed, 30, 36, out, 50)).isEqualTo(20);

        assertThat(Arrays.copyOf(sealed, 30)).containsOnly(0);
        assertThat(Arrays.copyOfRange(sealed, 66, 100)).containsOnly(0);
        assertThat(Arrays.copyOfRange(out, 50, 70)).containsOnly(7);
        assertThat(Arrays.copyOf(out, 50)).containsOnly(0);
        assertThat(Arrays.copyOfRange(out, 70, 100)).containsOnly(0);
    }

    @Test
    void a_counter_that_does_not_rise_is_refused_before_anything_is_sealed() {
        seal(3, FRAMES);

        for (long counter : new long[] {3, 2, 0, -1}) {
            assertThatThrownBy(() -> seal(counter, FRAMES)).isInstanceOf(IllegalStateException.class);
        }
        seal(4, FRAMES);
    }

    @Test
    void a_key_stops_working_at_twice_its_limit() {
        byte[] out = new byte[16];
        for (long counter = 0; counter < 2 * RecordCipher.MAX_RECORDS; counter++) {
            sender.seal(counter, out, 0, 0, out, 0);
        }

        assertThatThrownBy(() -> sender.seal(2 * RecordCipher.MAX_RECORDS, out, 0, 0, out, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void regions_outside_their_arrays_are_the_callers_mistake() {
        byte[] in = new byte[20];
        for (int[] region : new int[][] {{0, 21, 0}, {-1, 5, 0}, {15, 6, 0}, {0, 20, 1}, {0, -1, 0}}) {
            assertThatThrownBy(() -> sender.seal(0, in, region[0], region[1], new byte[36], region[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> receiver.open(0, in, region[0], region[1], new byte[4], region[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private Bytes seal(long counter, Bytes plaintext) {
        byte[] out = new byte[plaintext.size() + RecordCipher.OVERHEAD];
        sender.seal(counter, plaintext.toArray(), 0, plaintext.size(), out, 0);
        return Bytes.wrap(out);
    }

    private Bytes open(long counter, Bytes record) throws MalformedException {
        byte[] out = new byte[record.size() - RecordCipher.OVERHEAD];
        receiver.open(counter, record.toArray(), 0, record.size(), out, 0);
        return Bytes.wrap(out);
    }
}
