// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.client.ClientException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, as soon as each is complete, and none longer than a message may be. */
public final class LineInput {
    /** The longest message, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    private final InputStream in;
    private long line;

    public LineInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line without its end, or null when there is none. */
    public byte @Nullable [] read() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int octet = in.read();
            if (octet < 0) {
                return null;
            }
            line++;
            for (; octet >= 0 && octet != '\n'; octet = in.read()) {
                if (bytes.size() == MAX_BYTES) {
                    throw new ClientException(
                            "too_large",
                            "Line " + line + " is longer than 1 MiB, which is the longest message. Send it in pieces.",
                            false);
                }
                bytes.write(octet);
            }
            return withoutReturn(bytes.toByteArray());
        } catch (IOException unreadable) {
            throw new ClientException(
                    "failed", "Standard input cannot be read: " + unreadable.getMessage(), false, unreadable);
        }
    }

    /** The first line as text; for what is short. */
    String readText() {
        byte[] bytes = read();
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).trim();
    }

    private static byte[] withoutReturn(byte[] bytes) {
        int last = bytes.length - 1;
        return last >= 0 && bytes[last] == '\r' ? java.util.Arrays.copyOf(bytes, last) : bytes;
    }
}
