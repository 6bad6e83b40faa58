// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerTest {
    @Test
    void settings_that_make_no_sense_are_refused() {
        for (String host : new String[] {"", "a/b", "a b", "a?ssl=false"}) {
            assertThatThrownBy(() -> new Server(
                            host, 5432, "pipes", "pipes", Optional.empty(), Server.Tls.AUTO, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("host");
        }
        assertThatThrownBy(() -> new Server(
                        "localhost", 0, "pipes", "pipes", Optional.empty(), Server.Tls.AUTO, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port");
    }

    @Test
    void people_are_told_the_address_and_nothing_else() {
        Server server = new Server(
                "db.example.org", 5432, "pipes", "pipes", Optional.empty(), Server.Tls.AUTO, Optional.empty());

        assertThat(server).hasToString("PostgreSQL at db.example.org:5432");
    }
}
