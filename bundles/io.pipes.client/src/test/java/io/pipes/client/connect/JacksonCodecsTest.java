// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class JacksonCodecsTest {
    record Reading(String place, double degrees, List<String> notes) {}

    private static final Reading READING = new Reading("Bern", 21.5, List.of("dry"));

    @Test
    void a_record_is_the_same_after_both_ways() {
        for (Codec<Reading> codec : List.of(Codec.json(Reading.class), Codec.cbor(Reading.class))) {
            assertThat(codec.decode(new Content(codec.contentType(), codec.encode(READING))))
                    .isEqualTo(READING);
        }
    }

    @Test
    void unknown_names_are_passed_over() {
        Content newer = new Content("application/json", Bytes.utf8("{\"place\":\"Bern\",\"colour\":7}"));

        assertThat(Codec.json(Reading.class).decode(newer).place()).isEqualTo("Bern");
    }

    @Test
    void what_is_no_such_value_is_refused_without_its_contents() {
        Codec<Reading> codec = Codec.json(Reading.class);
        for (String none : List.of("{\"degrees\":\"secret\"}", "null", "{", "{} {}", "[]")) {
            assertThatThrownBy(() -> codec.decode(new Content("application/json", Bytes.utf8(none))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> codec.decode(Content.text("{}"))).hasMessageContaining("text/plain");
    }
}
