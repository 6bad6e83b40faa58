// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldTreeTest {
    private final SeededRandomness chance = new SeededRandomness(1);
    private final List<HeldEntry> entries = new ArrayList<>();
    private final HeldTree one = new HeldTree(new SimulatedSuite());
    private final HeldTree other = new HeldTree(new SimulatedSuite());

    HeldTreeTest() {
        for (int i = 0; i < 1_000; i++) {
            entries.add(entry(NodeId.of(Bytes.wrap(chance.bytes(32))), 1 + chance.nextInt(1_000)));
        }
    }

    private HeldEntry entry(NodeId author, long last) {
        return new HeldEntry(author, 1, last, Bytes.wrap(chance.bytes(32)), false);
    }

    @Test
    void the_same_has_the_same_root_in_whatever_order_it_came() {
        entries.forEach(one::put);
        List<HeldEntry> mixed = new ArrayList<>(entries);
        Collections.shuffle(mixed, new Random(1));
        mixed.forEach(entry -> {
            other.put(new HeldEntry(entry.author(), 1, 1, Bytes.wrap(new byte[32]), false));
            other.root();
        });
        mixed.forEach(other::put);

        assertThat(one.root()).isEqualTo(other.root());
        assertThat(one.differing(other.hashes()).isEmpty()).isTrue();
    }

    @Test
    void what_differs_is_in_the_buckets_that_differ_and_in_no_others() {
        entries.forEach(one::put);
        entries.forEach(other::put);
        HeldEntry longer = entry(entries.get(7).author(), entries.get(7).last() + 1);
        HeldEntry additional = entry(NodeId.of(Bytes.wrap(chance.bytes(32))), 1);
        other.put(longer);
        other.put(additional);

        assertThat(one.root()).isNotEqualTo(other.root());
        assertThat(one.differing(other.hashes()).cardinality()).isBetween(1, 2);
        assertThat(other.entries(one.differing(other.hashes())))
                .contains(longer, additional)
                .hasSizeLessThan(40);
    }

    @Test
    void who_knows_of_a_fork_differs_from_who_does_not() {
        HeldEntry entry = entries.get(0);
        one.put(entry);
        other.put(new HeldEntry(entry.author(), entry.first(), entry.last(), entry.id(), true));

        assertThat(one.root()).isNotEqualTo(other.root());
    }

    @Test
    void another_id_under_one_number_makes_a_difference() {
        entries.forEach(one::put);
        entries.forEach(other::put);
        other.put(entry(entries.get(0).author(), entries.get(0).last()));

        assertThat(one.root()).isNotEqualTo(other.root());
    }
}
