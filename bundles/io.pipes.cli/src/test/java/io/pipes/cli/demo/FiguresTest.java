// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.json.JsonObject;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void fields_become_words_and_numbers_get_their_units() {
        JsonObject figures = JsonObject.empty()
                .with("nodes", 3)
                .with("rssBytes", 513_904_640L)
                .with("southMillis", 24L)
                .with("network", "bqqp4k21dwr32kqc1bn6z52k")
                .with("eastState", "revoked");

        assertThat(Figures.inWords(figures))
                .isEqualTo("nodes 3, rss 490 MiB, south 24 ms, network bqqp4k21dw, east state revoked");
    }
}
