// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "keys/unlock", "log/000001.seg", "a.b.c", "x_y-z/0", "a/b/c/d/e/f/g/h", "config.json.new"})
    void simple_paths_are_fine(String path) {
        assertThat(DiskPath.check(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "/etc",
                "a/",
                "a//b",
                "../a",
                "a/../b",
                "a/./b",
                "a..b",
                "a.",
                ".a",
                "A",
                "a b",
                "a\\b",
                "a\0",
                "a\n",
                "c:/a",
                "-a",
                "ä",
                "a/b/c/d/e/f/g/h/i"
            })
    void whatever_could_lead_elsewhere_is_refused(String path) {
        assertThat(DiskPath.isValid(path)).isFalse();
        assertThatThrownBy(() -> DiskPath.check(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_path_has_at_most_200_characters() {
        assertThat(DiskPath.isValid("a".repeat(200))).isTrue();
        assertThat(DiskPath.isValid("a".repeat(201))).isFalse();
        assertThat(DiskPath.isValid(String.join("/", Collections.nCopies(1_000_000, "a"))))
                .isFalse();
    }
}
