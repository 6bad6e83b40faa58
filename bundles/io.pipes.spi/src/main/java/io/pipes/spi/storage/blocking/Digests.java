// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.base.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hashes areas and keys with the store's key. May be used from any thread. */
public final class Digests {
    private static final int AREAS_REMEMBERED = 1024;
    private static final Bytes SEPARATOR = Bytes.wrap(new byte[1]);

    private final Mac mac;
    private final Map<String, Digest> areas = new ConcurrentHashMap<>();

    /** A keyed hash of at least 16 bytes over the concatenated parts. */
    @FunctionalInterface
    public interface Mac {
        Bytes of(Bytes... parts);
    }

    public Digests(Mac mac) {
        this.mac = mac;
    }

    public Digest key(String area, Bytes key) {
        return Digest.of(mac.of(Bytes.utf8(area), SEPARATOR, key));
    }

    public Digest area(String area) {
        if (areas.size() > AREAS_REMEMBERED) {
            areas.clear();
        }
        return areas.computeIfAbsent(area, name -> Digest.of(mac.of(Bytes.utf8(name))));
    }
}
