// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Remembers every key that each actor ever held, and so knows who can read what, whether or not they tried. Give each actor the suite
 * that {@link #watch} makes; it works around any suite.
 *
 * <p><b>Threads.</b> Any.
 */
public final class KeyOracle {
    private static final int KEY = 32;

    private final CryptoSuite suite;
    private final Map<String, Set<Bytes>> held = new TreeMap<>();
    private final Map<Bytes, Set<String>> opened = new TreeMap<>();
    private final List<SealedPacket> sealed = new ArrayList<>();

    /**
     * A packet that somebody sealed.
     *
     * @param actor who sealed it
     * @param author 32 bytes of the author's node id, as in the header
     * @param salt 32 bytes, from the header
     * @param commitment 32 bytes that commit to its key
     */
    public record SealedPacket(String actor, Bytes author, Bytes salt, Bytes commitment) {}

    public KeyOracle(CryptoSuite suite) {
        this.suite = suite;
    }

    /** The suite of one actor: does what the suite does, and the oracle looks on. */
    public CryptoSuite watch(String actor) {
        return new WatchedSuite(suite, this, actor);
    }

    /**
     * Tells the oracle of something an actor has got hold of in another way, such as a stolen key.
     *
     * @param bytes any 32 consecutive bytes of it may be a key
     */
    public synchronized void give(String actor, Bytes bytes) {
        held.computeIfAbsent(actor, name -> new LinkedHashSet<>()).add(bytes);
    }

    /** Everything an actor got hold of so far that is or holds a key, in the order in which it did. */
    public synchronized List<Bytes> held(String actor) {
        return List.copyOf(held.getOrDefault(actor, Set.of()));
    }

    /** All packets that were sealed, in their order. */
    public synchronized List<SealedPacket> sealed() {
        return List.copyOf(sealed);
    }

    /** Actors that have opened the packet with this key commitment. */
    public synchronized Set<String> openers(Bytes commitment) {
        return Collections.unmodifiableSet(new TreeSet<>(opened.getOrDefault(commitment, Set.of())));
    }

    /** Actors that could open a packet with any key they ever held; who sealed it is one of them. */
    public synchronized Set<String> readers(SealedPacket packet) {
        Set<String> readers = new TreeSet<>();
        held.forEach((actor, things) -> {
            if (things.stream().anyMatch(thing -> opens(thing, packet))) {
                readers.add(actor);
            }
        });
        return readers;
    }

    synchronized void sealed(SealedPacket packet) {
        sealed.add(packet);
    }

    synchronized void openedBy(String actor, Bytes commitment) {
        opened.computeIfAbsent(commitment, name -> new TreeSet<>()).add(actor);
    }

    private boolean opens(Bytes thing, SealedPacket packet) {
        for (int from = 0; from + KEY <= thing.size(); from++) {
            try (Secret key = Secret.wrap(thing.slice(from, from + KEY).toArray())) {
                if (suite.packetKey(key, packet.author, packet.salt)
                        .commitment()
                        .equals(packet.commitment)) {
                    return true;
                }
            }
        }
        return false;
    }
}
