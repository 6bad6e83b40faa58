// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a connection delivers and hands it to the stage that is in charge now: first a handshake, then a link. What a stage
 * leaves over is there for the next one.
 */
public final class Intake implements ConnectionHandler {
    private final ByteQueue queue = new ByteQueue();
    private final Connection connection;
    private Stage stage;
    private @Nullable ConnectionHandler heir;
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

    /** Whatever happens from now on is for this one, as it is. What is left over comes next. */
    public void bequeath(ConnectionHandler next) {
        heir = next;
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
        if (heir != null) {
            heir.received(source, bytes);
            return;
        }
        queue.append(bytes);
        Stage before = null;
        while (before != stage && !over && heir == null) {
            before = stage;
            stage.arrived(queue);
        }
        if (heir != null && queue.size() > 0) {
            ByteBuffer left = queue.copy(0, queue.size()).buffer();
            queue.clear();
            heir.received(source, left);
        }
    }

    @Override
    public void writable(Connection source) {
        if (heir != null) {
            heir.writable(source);
        } else if (!over) {
            stage.writable();
        }
    }

    @Override
    public void closed(Connection source, TransportException why) {
        if (heir != null) {
            heir.closed(source, why);
        } else if (!over) {
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
