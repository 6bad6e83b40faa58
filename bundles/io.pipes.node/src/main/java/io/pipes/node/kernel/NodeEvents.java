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

    private final List<Consumer<NetworkEvent>> listeners = new CopyOnWriteArrayList<>();

    AutoCloseable listen(Consumer<NetworkEvent> listener) {
        Consumer<NetworkEvent> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void tell(String kind, NodeId node) {
        NetworkEvent event = new NetworkEvent(kind, node);
        listeners.forEach(listener -> tell(listener, event));
    }

    private static void tell(Consumer<NetworkEvent> listener, NetworkEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed on {}", event.kind(), e);
        }
    }
}
