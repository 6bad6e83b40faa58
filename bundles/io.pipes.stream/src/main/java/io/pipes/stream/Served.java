// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.Registration;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.StreamEnding;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Under which names this node takes streams, and from whom. Lives on the loop. */
final class Served {
    private final Map<String, Entry> byName = new TreeMap<>();

    private record Entry(Predicate<NodeId> access, LocalStreams.Acceptor acceptor) {}

    Registration add(String service, Predicate<NodeId> access, LocalStreams.Acceptor acceptor) {
        Entry entry = new Entry(access, acceptor);
        if (byName.putIfAbsent(service, entry) != null) {
            throw Sentences.servedAlready(service);
        }
        return () -> byName.remove(service, entry);
    }

    /** Hands a stream to whoever serves its name. Who may not use it hears that, whether or not it is busy. */
    void offer(ByteStream stream) {
        Entry entry = byName.get(stream.service());
        if (entry == null) {
            stream.reset(StreamEnding.NO_SERVICE);
        } else if (!entry.access.test(stream.peer())) {
            stream.reset(StreamEnding.DENIED);
        } else {
            entry.acceptor.offered(stream);
        }
    }
}
