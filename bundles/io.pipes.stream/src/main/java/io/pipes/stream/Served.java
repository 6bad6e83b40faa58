// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.api.PipesException;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.StreamEnding;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under which names this node takes streams, and from whom; members see them in the catalogue, whenever there is one. Lives on the loop. */
final class Served {
    private static final Logger LOG = LoggerFactory.getLogger(Served.class);

    private final Map<String, Entry> byName = new TreeMap<>();
    private NodeContext node;
    private @Nullable ServiceCatalogue catalogue;

    Served(NodeContext node) {
        this.node = node;
    }

    private static final class Entry {
        private final SortedMap<String, String> metadata;
        private final Access access;
        private final LocalStreams.Acceptor acceptor;
        private Registration announcement = () -> {};

        Entry(SortedMap<String, String> metadata, Access access, LocalStreams.Acceptor acceptor) {
            this.metadata = metadata;
            this.access = access;
            this.acceptor = acceptor;
        }
    }

    /** Lives on this node from now on, and says to its catalogue what is served. */
    void attach(NodeContext to) {
        node = to;
        to.follow(ServiceCatalogue.class, this::announceAll);
    }

    void detach() {
        catalogue = null;
    }

    private void announceAll(Optional<ServiceCatalogue> there) {
        catalogue = there.orElse(null);
        if (catalogue != null) {
            byName.forEach(this::announceAgain);
        }
    }

    /** It was announced before, so what is in the way now, such as somebody else who was quicker, is nothing to fail for. */
    private void announceAgain(String service, Entry entry) {
        try {
            announce(service, entry);
        } catch (PipesException e) {
            LOG.warn("Members do not see the service {} of this node: {}", service, e.getMessage());
        }
    }

    private void announce(String service, Entry entry) {
        if (catalogue != null) {
            entry.announcement = catalogue.announce(service, ServiceKind.STREAM, entry.metadata, entry.access);
        }
    }

    Registration add(
            String service, SortedMap<String, String> metadata, Access access, LocalStreams.Acceptor acceptor) {
        if (byName.containsKey(service)) {
            throw Sentences.servedAlready(service);
        }
        Entry entry = new Entry(metadata, access, acceptor);
        announce(service, entry);
        byName.put(service, entry);
        return () -> remove(service, entry);
    }

    private void remove(String service, Entry entry) {
        if (byName.remove(service, entry)) {
            entry.announcement.close();
        }
    }

    /** Hands a stream to whoever serves its name. */
    void offer(ByteStream stream) {
        Entry entry = byName.get(stream.service());
        if (entry == null) {
            stream.reset(StreamEnding.NO_SERVICE);
        } else if (!mayUse(stream, entry.access)) {
            LOG.info("{} may not use the service {} of this node and was refused", stream.peer(), stream.service());
            stream.reset(StreamEnding.DENIED);
        } else {
            entry.acceptor.offered(stream);
        }
    }

    private boolean mayUse(ByteStream stream, Access access) {
        return node.membership()
                .member(stream.peer())
                .filter(member -> access.allows(member.id(), member.identity(), member.role()))
                .isPresent();
    }
}
