// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InternerTest {
    private final Interner<Bytes> interner = new Interner<>();

    @Test
    void of_equal_values_the_first_one_is_kept() {
        Bytes first = interner.one(Bytes.utf8("same"));

        assertThat(interner.one(Bytes.utf8("same"))).isSameAs(first);
    }

    @Test
    void other_values_stay_what_they_are() {
        interner.one(Bytes.utf8("same"));
        Bytes other = Bytes.utf8("other");

        assertThat(interner.one(other)).isSameAs(other);
    }
}
