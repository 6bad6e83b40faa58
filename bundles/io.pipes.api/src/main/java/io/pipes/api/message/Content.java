// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;

/**
 * What a message says.
 *
 * @param contentType a media type of at most 100 printable ASCII characters; {@code text/plain} for text in UTF-8
 * @param bytes at most {@link #MAX_BYTES}, except for a persistent pipeline
 */
public record Content(String contentType, Bytes bytes) {
    /** The longest content that is part of a message, in bytes. A persistent pipeline takes longer ones, see {@link LargeContent}. */
    public static final int MAX_BYTES = 1 << 20;

    public static final String TEXT = "text/plain";

    public static Content text(String text) {
        return new Content(TEXT, Bytes.utf8(text));
    }
}
