// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeqSetTest {
    @Test
    void a_number_counts_once() {
        SeqSet set = new SeqSet(1);

        assertThat(set.add(1)).isTrue();
        assertThat(set.add(1)).isFalse();
    }

    @Test
    void numbers_from_before_our_time_count_once_too() {
        SeqSet set = new SeqSet(10);
        set.add(10);

        assertThat(set.add(7)).isTrue();
        assertThat(set.add(7)).isFalse();
        assertThat(set.contains(8)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_agrees_with_a_plain_set_whatever_the_order(long seed) throws MalformedException {
        Random random = new Random(seed);
        Set<Long> plain = new HashSet<>();
        SeqSet set = new SeqSet(500);
        for (int i = 0; i < 5_000; i++) {
            long seq = 1 + random.nextInt(1_000);
            assertThat(set.add(seq)).isEqualTo(plain.add(seq));
        }

        CborWriter saved = new CborWriter();
        set.write(saved, Set.of());
        SeqSet read = SeqSet.read(new CborReader(saved.toBytes()));

        for (long seq = 1; seq <= 1_000; seq++) {
            assertThat(read.contains(seq)).as("number " + seq).isEqualTo(plain.contains(seq));
        }
    }

    @Test
    void numbers_left_out_when_it_is_written_are_new_when_they_come_again() throws MalformedException {
        SeqSet set = new SeqSet(1);
        LongStream.of(1, 2, 5, 6, 8).forEach(set::add);

        CborWriter saved = new CborWriter();
        set.write(saved, Set.of(5L, 8L));
        SeqSet read = SeqSet.read(new CborReader(saved.toBytes()));

        assertThat(LongStream.rangeClosed(1, 8).filter(read::contains)).containsExactly(1L, 2L, 6L);
        assertThat(set.contains(5)).isTrue();
    }

    @Test
    void holes_that_are_never_filled_do_not_grow_it_without_end() {
        SeqSet set = new SeqSet(1);
        for (long seq = 2; seq < 200_000; seq += 2) {
            set.add(seq);
        }
        CborWriter saved = new CborWriter();
        set.write(saved, Set.of());

        assertThat(saved.size()).isLessThan(16 << 10);
        assertThat(set.contains(199_998)).isTrue();
    }
}
