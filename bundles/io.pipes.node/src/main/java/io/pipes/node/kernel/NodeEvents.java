// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.network.NetworkEvent;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells applications what changes in a network. Subscribed to from any thread; told on the loop. */
final class NodeEvents {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** One registration; each is another one. */
    private static final class Listener {
        private final Consumer<NetworkEvent> changes;
        private final Runnable end;

        Listener(Consumer<NetworkEvent> changes, Runnable end) {
            this.changes = changes;
            this.end = end;
        }
    }

    /** @param end runs once when there is nothing more to tell, because the node is closed */
    AutoCloseable listen(Consumer<NetworkEvent> changes, Runnable end) {
        Listener listener = new Listener(changes, end);
        listeners.add(listener);
        if (closed) {
            end(listener);
        }
        return () -> listeners.remove(listener);
    }

    void tell(String kind, NodeId node) {
        NetworkEvent event = new NetworkEvent(kind, node);
        listeners.forEach(listener -> guarded(() -> listener.changes.accept(event), kind));
    }

    /** The node is closed. */
    void close() {
        closed = true;
        listeners.forEach(this::end);
    }

    private void end(Listener listener) {
        if (listeners.remove(listener)) {
            guarded(listener.end, "the end");
        }
    }

    private static void guarded(Runnable told, String what) {
        try {
            told.run();
        } catch (RuntimeException e) {
            LOG.warn("A listener failed on {}", what, e);
        }
    }
}
