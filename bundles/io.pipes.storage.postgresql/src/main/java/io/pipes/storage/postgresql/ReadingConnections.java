// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Scheduler;
import io.pipes.spi.storage.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Connections for whoever reads, one per thread at a time, kept for the next one. A server that could not be reached is left alone for a
 * moment, so that a thousand questions do not wait for a thousand attempts, unless somebody else reaches it meanwhile. May be used from any thread; blocks.
 */
final class ReadingConnections implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Connector connector;
    private final Scheduler scheduler;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile @Nullable Away away;
    private volatile boolean closed;

    /** @param reached how often the server had been reached by then */
    private record Away(SQLException why, long reached) {}

    /**
     * What is done with a connection, perhaps twice.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** @param scheduler ends the pause after a failure */
    ReadingConnections(Connector connector, Scheduler scheduler) {
        this.connector = connector;
        this.scheduler = scheduler;
    }

    /** Asks on a connection that is there; if that one turns out to be dead, once more on a fresh one. */
    <T> T ask(Question<T> question) throws SQLException, StoreException {
        Connection kept = idle.poll();
        if (kept != null) {
            try {
                return askAndKeep(question, kept);
            } catch (SQLException e) {
                if (!Trouble.isLost(e)) {
                    throw e;
                }
                closeIdle();
            }
        }
        return askAndKeep(question, fresh());
    }

    private <T> T askAndKeep(Question<T> question, Connection connection) throws SQLException {
        boolean whole = false;
        try {
            T answer = question.ask(connection);
            whole = true;
            return answer;
        } catch (SQLException e) {
            whole = !Trouble.isLost(e);
            throw e;
        } finally {
            if (whole && !closed) {
                idle.push(connection);
            } else {
                Quietly.close(connection);
            }
        }
    }

    private Connection fresh() throws SQLException, StoreException {
        Away known = away;
        if (known != null && known.reached() == connector.reached()) {
            throw known.why();
        }
        long reached = connector.reached();
        try {
            return connector.reading();
        } catch (SQLException e) {
            pause(new Away(e, reached));
            throw e;
        }
    }

    private void pause(Away why) {
        away = why;
        try {
            scheduler.schedule(PAUSE, () -> away = null);
        } catch (RejectedExecutionException stopped) {
            away = null;
        }
    }

    private void closeIdle() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            Quietly.close(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
