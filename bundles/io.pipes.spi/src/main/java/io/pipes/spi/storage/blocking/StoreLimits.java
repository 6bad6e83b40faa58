// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The limits of the contract. Whoever goes beyond them made a mistake, which is an {@link IllegalArgumentException} and not a failure of
 * the store.
 */
public final class StoreLimits {
    /** So many changes a batch may have, so many keys a question, so many entries a page. */
    public static final int MOST = 4096;

    /** So many bytes a page has at most, unless its only entry is larger. */
    public static final int MOST_PAGE_BYTES = 4 << 20;

    /** So many bytes the key has under which a store is sealed. */
    public static final int STORE_KEY_BYTES = 32;

    private static final int MOST_BYTES = PacketStore.MAX_BATCH_BYTES;
    private static final int LONGEST_KEY = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern AREA = Pattern.compile("[a-z0-9./-]{1,64}");

    private StoreLimits() {}

    /** Returns a copy that nobody changes any more. */
    public static List<Change> check(List<Change> changes) {
        List<Change> copy = List.copyOf(changes);
        if (copy.isEmpty() || copy.size() > MOST) {
            throw new IllegalArgumentException("A batch has from 1 to " + MOST + " changes");
        }
        long bytes = 0;
        for (Change change : copy) {
            check(change.area(), change.key());
            bytes += checkedSize(change);
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("The values of a batch have at most " + MOST_BYTES + " bytes together");
        }
        return copy;
    }

    private static int checkedSize(Change change) {
        Bytes value = change.value();
        int size = value == null ? 0 : value.size();
        if (size > PacketStore.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("A value has at most " + PacketStore.MAX_VALUE_BYTES + " bytes");
        }
        return size;
    }

    public static void check(String area, Bytes key) {
        check(area);
        if (key.isEmpty() || key.size() > LONGEST_KEY) {
            throw new IllegalArgumentException("A key has from 1 to " + LONGEST_KEY + " bytes");
        }
    }

    public static void check(String area) {
        if (!AREA.matcher(area).matches()) {
            throw new IllegalArgumentException("An area is named by 1 to 64 characters of a-z 0-9 . / -");
        }
    }

    public static void check(String area, List<Bytes> keys) {
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " keys are read at once");
        }
        keys.forEach(key -> check(area, key));
    }

    public static void checkPage(String area, int limit) {
        check(area);
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("A scan has a limit from 1 to " + MOST);
        }
    }

    public static void checkName(String store) {
        if (!NAME.matcher(store).matches()) {
            throw new IllegalArgumentException("A store is named by 1 to 64 characters of a-z 0-9 -");
        }
    }

    public static void checkKey(Secret key) {
        if (key.size() != STORE_KEY_BYTES) {
            throw new IllegalArgumentException("A store's key has " + STORE_KEY_BYTES + " bytes");
        }
    }
}
