// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One change to a store: puts a value under a key, or removes the key.
 *
 * @param area 1 to 64 characters of {@code a-z 0-9 . / -}; made by its first entry
 * @param value null removes
 */
public record Change(String area, Bytes key, @Nullable Bytes value) {
    public static Change put(String area, Bytes key, Bytes value) {
        return new Change(area, key, value);
    }

    public static Change remove(String area, Bytes key) {
        return new Change(area, key, null);
    }
}
