// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;

/**
 * Turns values of an application into contents of messages and back. May be used from any thread.
 *
 * @param <T> such as a record
 */
public interface Codec<T> {
    /** The media type of what it writes. */
    String contentType();

    /** @throws IllegalArgumentException for a value that cannot be written */
    Bytes encode(T value);

    /**
     * @param content what a peer wrote: anything
     * @throws IllegalArgumentException when it is none of these values; the sentence says why, for a person
     */
    T decode(Content content);

    /** Values as JSON, of which unknown names are ignored; {@code application/json}. Needs the artifact {@code io.pipes.client}. */
    static <T> Codec<T> json(Class<T> type) {
        return Codecs.find().json(type);
    }

    /** As {@link #json}, in CBOR; {@code application/cbor}. */
    static <T> Codec<T> cbor(Class<T> type) {
        return Codecs.find().cbor(type);
    }
}
