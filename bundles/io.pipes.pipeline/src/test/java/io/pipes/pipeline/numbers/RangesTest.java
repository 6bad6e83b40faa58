// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.testkit.time.SeededRandomness;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RangesTest {
    private final Ranges ranges = new Ranges();

    @Test
    void it_knows_what_a_set_knows_in_whatever_order_numbers_come() throws MalformedException {
        SeededRandomness chance = new SeededRandomness(1);
        Set<Long> known = new TreeSet<>();
        for (int i = 0; i < 2_000; i++) {
            long number = 1 + chance.nextInt(100);
            assertThat(ranges.add(number)).isEqualTo(known.add(number));
            Ranges read = again(ranges);
            for (long each = 0; each <= 101; each++) {
                assertThat(read.contains(each)).isEqualTo(known.contains(each));
            }
        }
        assertThat(known).hasSize(100);
    }

    @Test
    void when_there_are_too_many_gaps_the_lowest_is_given_up() {
        for (long number = 1; number <= 2L * Ranges.MAX + 1; number += 2) {
            ranges.add(number);
        }

        assertThat(ranges.contains(2)).isTrue();
        assertThat(ranges.contains(4)).isFalse();
    }

    @Test
    void what_is_given_up_in_whatever_order_is_known_as_lost() {
        Ranges lost = new Ranges();
        Ranges all = new Ranges(lost);
        for (long number = 1_000; number <= 1_000 + 2L * Ranges.MAX; number += 2) {
            all.add(number);
        }
        all.add(10);
        all.add(7);

        for (long number : new long[] {1_001, 11, 999, 8, 9}) {
            assertThat(all.contains(number)).as("%d", number).isTrue();
            assertThat(lost.contains(number)).as("%d", number).isTrue();
        }
        for (long number : new long[] {7, 10, 1_000, 1_002, 1_003}) {
            assertThat(lost.contains(number)).as("%d", number).isFalse();
        }
    }

    private static Ranges again(Ranges ranges) throws MalformedException {
        CborWriter out = new CborWriter();
        ranges.write(out);
        return Ranges.read(new CborReader(out.toBytes()));
    }
}
