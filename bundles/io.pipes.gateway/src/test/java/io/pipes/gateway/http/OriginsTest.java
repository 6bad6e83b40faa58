// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "https://app.pipes.invalid",
                "http://[::1]:3000",
                " HTTP://Localhost:3000 ",
            })
    void origins_are_written_as_browsers_write_them(String text) {
        assertThat(Origins.of(text).contains(text.strip())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "http://*",
                "http://*.pipes.invalid",
                "http://app.pipes.invalid/",
                "http://app.pipes.invalid/path",
                "http://user@app.pipes.invalid",
                "app.pipes.invalid",
                "file://",
                "ftp://app.pipes.invalid",
                "http://",
                "",
            })
    void what_is_no_origin_lets_nobody_in(String text) {
        assertThat(Origins.of(text).allowed()).isEmpty();
    }

    @Test
    void several_stand_in_one_line() {
        assertThat(Origins.of("http://a, http://b:80 http://c").allowed())
                .containsExactlyInAnyOrder("http://a", "http://b:80", "http://c");
    }

    @Test
    void one_bad_entry_does_not_spoil_the_others() {
        assertThat(Origins.of("*", "http://127.0.0.1:8080").allowed()).containsExactly("http://127.0.0.1:8080");
    }
}
