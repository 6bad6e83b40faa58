// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;

/**
 * Collects what a connection delivers and hands it to the stage that is in charge now: first a handshake, then a link. What a stage
 * leaves over is there for the next one.
 */
public final class Intake implements ConnectionHandler {
    private final ByteQueue queue = new ByteQueue();
    private final Connection connection;
    private Stage stage;
    private boolean over;

    public Intake(Connection connection, Stage first) {
        this.connection = connection;
        this.stage = first;
    }

    public Connection connection() {
        return connection;
    }

    /** Puts another stage in charge. The one before calls it from {@link Stage#arrived}, or nothing is left over. */
    public void handOver(Stage next) {
        stage = next;
    }

    /** Nothing that arrives from now on matters. */
    public void ignore() {
        over = true;
        queue.clear();
    }

    @Override
    public void received(Connection source, ByteBuffer bytes) {
        if (over) {
            return;
        }
        queue.append(bytes);
        Stage before = null;
        while (before != stage && !over) {
            before = stage;
            stage.arrived(queue);
        }
    }

    @Override
    public void writable(Connection source) {
        if (!over) {
            stage.writable();
        }
    }

    @Override
    public void closed(Connection source, TransportException why) {
        if (!over) {
            ignore();
            stage.ended(why);
        }
    }

    /** Who is in charge of a connection. */
    public interface Stage {
        /** Takes from the queue what it understands. */
        void arrived(ByteQueue bytes);

        void writable();

        /** The connection is gone. */
        void ended(TransportException why);
    }
}
