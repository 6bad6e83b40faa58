// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Scheduler;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.blocking.Answers;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.spi.storage.blocking.OpenStores;
import io.pipes.spi.storage.blocking.Questions;
import io.pipes.spi.storage.blocking.StoreLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores in one database, each with rows of its own. Nothing is connected until a store is opened.
 *
 * <p>Closing it closes all stores and stops its threads.
 */
final class PostgresqlPacketStores implements PacketStores, AutoCloseable {
    static final String KIND = "postgresql";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresqlPacketStores.class);
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

    private final CryptoSuite suite;
    private final Randomness randomness;
    private final Threads threads;
    private final Connector connector;
    private final Schema schema;
    private final Trouble trouble;
    private final ReadingConnections reading;
    private final OpenStores open = new OpenStores();

    /**
     * @param poolSize how many threads work, and so how many connections read
     * @param scheduler for pauses
     */
    PostgresqlPacketStores(Server server, int poolSize, CryptoSuite suite, Randomness randomness, Scheduler scheduler) {
        this.suite = suite;
        this.randomness = randomness;
        threads = new Threads(poolSize);
        connector = new Connector(server);
        schema = new Schema(server);
        trouble = new Trouble(server);
        reading = new ReadingConnections(connector, scheduler);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        StoreLimits.checkName(name);
        StoreLimits.checkKey(key);
        Secret ours = key.copy();
        return run(loop, () -> openOrClose(name, ours, loop));
    }

    private PacketStore openOrClose(String name, Secret key, Loop loop) throws SQLException, StoreException {
        Secret index =
                suite.derive(key, Bytes.EMPTY, Label.STORE_KEY, Bytes.utf8("index"), StoreLimits.STORE_KEY_BYTES);
        Runnable wipe = () -> {
            key.close();
            index.close();
        };
        try {
            return open(name, key, index, loop, wipe);
        } catch (SQLException | StoreException | RuntimeException e) {
            wipe.run();
            throw e;
        }
    }

    private PacketStore open(String name, Secret key, Secret index, Loop loop, Runnable wipe)
            throws SQLException, StoreException {
        if (open.closed()) {
            throw BlockingPacketStore.closedFailure();
        }
        Bytes proof = suite.mac(index, Label.STORE_KEY.bytes(), Bytes.utf8(name));
        StoreSession session = StoreSession.open(connector, schema, name, proof, null);
        Digests digests = new Digests(parts -> suite.mac(index, parts));
        Records records = new Records(name, () -> suite.valueCipher(key, randomness));
        Condition condition = new Condition(name);
        Committer committer = new Committer(
                session,
                lost -> StoreSession.open(connector, schema, name, proof, lost),
                digests,
                records,
                trouble,
                condition,
                threads,
                loop);
        Quarantine quarantine = new Quarantine(name, committer::setAside);
        Reads reads = new Reads(session.store(), reading, digests, records, quarantine);
        PostgresqlPacketStore store = new PostgresqlPacketStore(
                new PostgresqlPacketStore.Parts(committer, reads, quarantine, condition, trouble, wipe), threads, loop);
        open.add(name, store);
        committer.start();
        return store;
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        StoreLimits.checkName(name);
        return run(Runnable::run, () -> {
            Connection connection = connector.writing();
            try {
                schema.ensure(connection);
                StoreSession.discard(connection, name);
                Leftovers.sweep(connection);
            } finally {
                Quietly.close(connection);
            }
            return null;
        });
    }

    private <T> CompletionStage<T> run(Executor teller, Questions.Question<T> task) {
        return new Questions(threads, new Answers(teller), this::why).ask(task);
    }

    private StoreException why(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return BlockingPacketStore.closedFailure();
        }
        if (failure instanceof SQLException sql) {
            return trouble.failure(sql);
        }
        LOG.error("A store could not be opened", failure);
        return new StoreException(Reason.FAILED, "The store could not be opened: " + failure);
    }

    /** Closes all stores, waits until they are closed, and lets threads, connections and the driver go. */
    @Override
    public void close() {
        if (open.closeAll(LONGEST_CLOSING)) {
            threads.stop();
            reading.close();
        }
    }
}
