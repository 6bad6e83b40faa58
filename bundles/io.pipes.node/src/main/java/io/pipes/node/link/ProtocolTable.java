// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.Opening;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The protocols of one node. A handler that goes away leaves its protocol here for a while, so that the next one takes over what is
 * under way; links hear of every change.
 */
public final class ProtocolTable {
    private final Loop loop;
    private final Duration patience;
    private final Map<String, Hosted> hosted = new TreeMap<>();
    private final Set<Watcher> watchers = new LinkedHashSet<>();

    /** @param patience how long a protocol may be without a handler before the other sides are told that it is gone */
    public ProtocolTable(Loop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** Handles a protocol on every link once both sides are in step. */
    public Registration handle(Protocol protocol, ExchangeHandler handler) {
        return add(protocol, handler, false);
    }

    /** Handles a protocol on every link from its first moment. */
    public Registration handleEarly(Protocol protocol, ExchangeHandler handler) {
        return add(protocol, handler, true);
    }

    private Registration add(Protocol protocol, ExchangeHandler handler, boolean early) {
        check(protocol);
        Hosted known = hosted.get(protocol.name());
        if (known != null && known.handler() != null) {
            throw new IllegalStateException("The protocol " + protocol.name() + " has a handler already");
        }
        Hosted entry = known != null ? known : new Hosted(protocol, early, handler);
        entry.handledBy(handler);
        hosted.put(protocol.name(), entry);
        watching().forEach(watcher -> watcher.handled(entry));
        return () -> remove(entry, handler);
    }

    private static void check(Protocol protocol) {
        int window = protocol.windowBytes();
        if (!Opening.isName(protocol.name()) || window < Opening.MIN_WINDOW || window > 16 << 20) {
            throw new IllegalArgumentException("Not a protocol: " + protocol);
        }
    }

    private void remove(Hosted entry, ExchangeHandler handler) {
        if (entry.handler() != handler) {
            return;
        }
        entry.handledBy(null);
        watching().forEach(watcher -> watcher.unhandled(entry));
        int absence = entry.changes();
        loop.schedule(patience, () -> forget(entry, absence));
    }

    private void forget(Hosted entry, int absence) {
        if (entry.changes() == absence && hosted.remove(entry.protocol.name(), entry)) {
            watching().forEach(watcher -> watcher.gone(entry));
        }
    }

    Collection<Hosted> all() {
        return List.copyOf(hosted.values());
    }

    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    void unwatch(Watcher watcher) {
        watchers.remove(watcher);
    }

    private List<Watcher> watching() {
        return new ArrayList<>(watchers);
    }

    /** A link that wants to know. */
    interface Watcher {
        void handled(Hosted entry);

        void unhandled(Hosted entry);

        void gone(Hosted entry);
    }
}
