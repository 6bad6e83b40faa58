// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;
import java.util.Optional;

/**
 * What a message says.
 *
 * @param contentType a media type of at most 100 printable ASCII characters; {@code text/plain} for text in UTF-8
 * @param bytes at most {@link #MAX_BYTES}, except for a persistent pipeline
 * @param key what the message is about, of which a pipeline may keep the latest message only ({@code Retention.Latest}): 1 to {@link
 *     #MAX_KEY_BYTES} bytes of UTF-8. Sealed like the content. Only what is published has one: direct messages and values of a state are
 *     refused with it
 */
public record Content(String contentType, Bytes bytes, Optional<String> key) {
    /** The longest content that is part of a message, in bytes. A persistent pipeline takes longer ones, see {@link LargeContent}. */
    public static final int MAX_BYTES = 1 << 20;

    public static final int MAX_KEY_BYTES = 256;

    public static final String TEXT = "text/plain";

    /** Content without a key. */
    public Content(String contentType, Bytes bytes) {
        this(contentType, bytes, Optional.empty());
    }

    /** The same about something. */
    public Content withKey(String about) {
        return new Content(contentType, bytes, Optional.of(about));
    }

    public static Content text(String text) {
        return new Content(TEXT, Bytes.utf8(text));
    }
}
