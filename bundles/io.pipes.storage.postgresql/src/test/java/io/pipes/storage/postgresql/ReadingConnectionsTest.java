// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.storage.postgresql.server.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class ReadingConnectionsTest {
    @Test
    void a_server_that_somebody_else_has_reached_is_not_left_alone_any_longer() throws Exception {
        try (TestServer server = TestServer.make()) {
            String database = server.database("reading");
            Connector connector =
                    new Connector(Bench.server(server, database, Bench.passwordFile(TestServer.PASSWORD)));
            // The pause never ends by itself.
            try (ReadingConnections reading = new ReadingConnections(connector, (delay, task) -> () -> {})) {
                server.stop();
                assertThatThrownBy(() -> reading.ask(connection -> connection.isValid(1)))
                        .isInstanceOf(SQLException.class);
                server.start();
                assertThatThrownBy(() -> reading.ask(connection -> connection.isValid(1)))
                        .isInstanceOf(SQLException.class);

                connector.writing().close();

                boolean reached = reading.ask(connection -> connection.isValid(1));
                assertThat(reached).isTrue();
            }
        }
    }
}
