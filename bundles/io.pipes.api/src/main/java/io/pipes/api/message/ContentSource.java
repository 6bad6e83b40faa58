// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a message says that need not fit into memory: its length, and where to read it.
 *
 * @param contentType as of {@link Content}
 * @param size in bytes, 0 to {@link #MAX_BYTES}; exactly what the source gives
 * @param opener opened once for each time the content is published
 */
public record ContentSource(String contentType, long size, Opener opener) {
    /** The longest content, in bytes: 16,384 chunks, somewhat less than 4 GiB. */
    public static final long MAX_BYTES = 16_384L * 262_128;

    /** Where content is read. */
    @FunctionalInterface
    public interface Opener {
        /** The content from its first byte on, read on a thread that may block, and closed by whoever opened it. */
        InputStream open() throws IOException;
    }

    /**
     * A file, which must not change until it was published. Looks at its size, so call it where one may block.
     *
     * @throws IOException if there is no such file
     */
    public static ContentSource of(String contentType, Path file) throws IOException {
        return new ContentSource(contentType, Files.size(file), () -> Files.newInputStream(file));
    }

    public static ContentSource of(Content content) {
        return new ContentSource(
                content.contentType(),
                content.bytes().size(),
                () -> new ByteArrayInputStream(content.bytes().toArray()));
    }
}
