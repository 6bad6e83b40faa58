// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStores;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.PacketStoreContractTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresqlPacketStoreTest extends PacketStoreContractTest {
    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @Override
    protected PacketStores start(Path place, Loops threads) {
        try {
            TestServer server = TestServer.shared();
            String database = server.database("contract-" + place.getFileName());
            return Bench.stores(Bench.server(server, database, Bench.passwordFile(TestServer.PASSWORD)), threads);
        } catch (IOException | InterruptedException | SQLException e) {
            throw new AssertionError("PostgreSQL cannot be used", e);
        }
    }

    @Override
    protected void stop(PacketStores running) {
        ((PostgresqlPacketStores) running).close();
    }
}
