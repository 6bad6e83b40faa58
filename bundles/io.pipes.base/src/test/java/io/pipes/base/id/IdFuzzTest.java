// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class IdFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_parses_as_an_id_is_written_the_same_way_again(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        NodeId id;
        try {
            id = NodeId.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageEndingWith(".");
            return;
        }
        assertThat(id.text()).isEqualTo(Base32Check.normalise(text));
    }

    @FuzzTest(maxDuration = "20s")
    void whatever_parses_as_words_is_the_same_bytes_again(FuzzedDataProvider data) {
        int size = data.consumeInt(0, 32);
        String text = data.consumeRemainingAsString();
        try {
            var bytes = Words.parse(text, size);
            assertThat(Words.parse(Words.encode(bytes), size)).isEqualTo(bytes);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageEndingWith(".");
        }
    }
}
