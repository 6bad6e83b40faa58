// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import io.pipes.testkit.storage.ThreadLoops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** A provider with real threads and the production suite, on a database of its own in a real server. */
final class Bench implements AutoCloseable {
    static final String NAME = "store-1";
    static final Secret KEY = Secret.copyOf(new byte[32]);
    private static final int POOL = 4;

    final ThreadLoops loops = new ThreadLoops();
    final TestServer server;
    final String database;
    private final PostgresqlPacketStores stores;

    Bench(TestServer server) throws SQLException {
        this(server, server.database("db-" + UUID.randomUUID()));
    }

    /** A further process on a database that is there. */
    Bench(TestServer server, String database) {
        this.server = server;
        this.database = database;
        stores = stores(server(server, database, passwordFile(TestServer.PASSWORD)), loops);
    }

    static PostgresqlPacketStores stores(Server server, Loops loops) {
        return new PostgresqlPacketStores(server, POOL, new Pipes1Suite(), new SecureRandomness(), loops.next());
    }

    static Server server(TestServer server, String database, Path passwordFile) {
        return new Server(
                "127.0.0.1",
                server.port(),
                database,
                TestServer.USER,
                Optional.of(passwordFile),
                Server.Tls.AUTO,
                Optional.empty());
    }

    static Path passwordFile(String password) {
        try {
            Path file = Files.createTempFile(
                    "pipes-password-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            return Files.writeString(file, password + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PostgresqlPacketStores stores() {
        return stores;
    }

    StoreProbe open() throws StoreException {
        return StoreProbe.open(stores, NAME, KEY, loops);
    }

    long sql(String... statements) throws SQLException {
        return server.sql(database, statements);
    }

    @Override
    public void close() {
        stores.close();
        loops.close();
    }
}
