// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One change as the log keeps it.
 *
 * @param position number of the change; one that is copied to a later segment keeps it
 * @param value null for a removal
 */
public record LogEntry(
        long position, String area, Bytes key, @Nullable Bytes value) {
    private static final int FIXED = Long.BYTES + 3 + Integer.BYTES;

    /** Bytes it takes up in a record before sealing. */
    public int size() {
        return FIXED + areaBytes().length + key.size() + (value == null ? 0 : value.size());
    }

    public boolean removed() {
        return value == null;
    }

    byte[] areaBytes() {
        return area.getBytes(StandardCharsets.US_ASCII);
    }

    /** Without the value, which does not belong into messages. */
    @Override
    public String toString() {
        return "LogEntry[" + position + " " + area + " " + key + (value == null ? " removed" : "") + "]";
    }
}
