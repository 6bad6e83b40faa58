// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.presence.note.Note;
import io.pipes.spi.node.NodeContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What members say about themselves, each note read once. Lives on the loop. */
final class Notes {
    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    private final NodeContext node;
    private final Map<NodeId, Read> read = new HashMap<>();

    Notes(NodeContext node) {
        this.node = node;
    }

    /** What the member says; {@link Note#EMPTY} if it is nothing, or nothing that can be read. */
    Note of(NodeId member) {
        Optional<Bytes> said = node.routing().router().flatMap(router -> router.note(member));
        if (said.isEmpty()) {
            read.remove(member);
            return Note.EMPTY;
        }
        Read before = read.get(member);
        if (before == null || !before.bytes().equals(said.get())) {
            before = new Read(said.get(), read(member, said.get()));
            read.put(member, before);
        }
        return before.note();
    }

    void forget(NodeId member) {
        read.remove(member);
    }

    private static Note read(NodeId member, Bytes bytes) {
        try {
            return Note.read(bytes);
        } catch (MalformedException nonsense) {
            LOG.debug("What {} says about itself cannot be shown: {}", member, nonsense.reason());
            return Note.EMPTY;
        }
    }

    private record Read(Bytes bytes, Note note) {}
}
