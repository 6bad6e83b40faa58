// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerbyStorageConfigTest {
    @Test
    void sizes_are_written_with_their_units() {
        assertThat(ByteSize.parse("segment.size", "16 MiB", 0, 1 << 30)).isEqualTo(16 << 20);
        assertThat(ByteSize.parse("segment.size", " 64KiB ", 0, 1 << 30)).isEqualTo(64 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "16 MB", "-1 MiB", "1.5 MiB", "9999999 MiB", "2048 MiB", "1 KiB"})
    void anything_else_is_refused_with_the_name_of_the_setting(String text) {
        assertThatThrownBy(() -> ByteSize.parse("segment.size", text, 64 << 10, 1 << 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment.size");
    }
}
