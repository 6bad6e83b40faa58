// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest announcement of each member that has made one. Lives on the loop. */
final class Announcements {
    /** What is kept in all, in bytes; announcements beyond that are not taken. */
    static final int MAX_BYTES = 16 << 20;

    private final CryptoSuite suite;
    private final Map<NodeId, Announcement> held = new TreeMap<>();
    private @Nullable Bytes root;
    private long bytes;

    Announcements(CryptoSuite suite) {
        this.suite = suite;
    }

    Optional<Announcement> of(NodeId author) {
        return Optional.ofNullable(held.get(author));
    }

    /** In order of author. */
    List<Version> versions() {
        return held.values().stream().map(Announcement::version).toList();
    }

    List<Announcement> all() {
        return List.copyOf(held.values());
    }

    /** Whether it says something that is not known here. */
    boolean isNews(Version version) {
        Announcement before = held.get(version.author());
        return before == null || version.replaces(before.version());
    }

    /** Takes one whose signature was checked; whether there was room. */
    boolean take(Announcement announcement) {
        Announcement before = held.get(announcement.author());
        long now = bytes + announcement.size() - (before == null ? 0 : before.size());
        if (now > MAX_BYTES) {
            return false;
        }
        held.put(announcement.author(), announcement);
        bytes = now;
        root = null;
        return true;
    }

    /** Forgets what a member has said; whether it had said anything. */
    boolean remove(NodeId author) {
        Announcement gone = held.remove(author);
        if (gone == null) {
            return false;
        }
        bytes -= gone.size();
        root = null;
        return true;
    }

    /** Stands for all that is held: equal on two nodes when they hold the same. */
    Bytes root() {
        Bytes now = root;
        if (now == null) {
            ByteBuffer packed = ByteBuffer.allocate(held.size() * Version.BYTES);
            held.values().forEach(one -> one.version().writeTo(packed));
            now = suite.hash(Label.SERVICES.bytes(), Bytes.wrap(packed.array())).slice(0, CatalogueMessage.Root.SIZE);
            root = now;
        }
        return now;
    }
}
