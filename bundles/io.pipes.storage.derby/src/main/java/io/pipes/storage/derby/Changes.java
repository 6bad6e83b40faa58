// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.List;
import java.util.regex.Pattern;

/** The limits of the contract; whoever goes beyond them made a mistake. */
final class Changes {
    static final int MOST = 4096;

    private static final int MOST_BYTES = PacketStore.MAX_BATCH_BYTES;
    private static final int LONGEST_KEY = 64;
    private static final Pattern AREA = Pattern.compile("[a-z0-9./-]{1,64}");

    private Changes() {}

    static List<Change> check(List<Change> changes) {
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

    static void check(String area, Bytes key) {
        check(area);
        if (key.isEmpty() || key.size() > LONGEST_KEY) {
            throw new IllegalArgumentException("A key has from 1 to " + LONGEST_KEY + " bytes");
        }
    }

    static void check(String area) {
        if (!AREA.matcher(area).matches()) {
            throw new IllegalArgumentException("An area is named by 1 to 64 characters of a-z 0-9 . / -");
        }
    }
}
