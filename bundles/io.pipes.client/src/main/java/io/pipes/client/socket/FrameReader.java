// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the frames of a server: never masked, never longer than allowed. Not for several threads. */
final class FrameReader {
    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int MAX_CONTROL = 125;

    private final InputStream in;
    private final int maxBytes;

    FrameReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    record Frame(boolean last, int opcode, byte[] payload) {}

    Frame read() throws IOException {
        int first = octet();
        int second = octet();
        if ((first & RESERVED) != 0 || (second & MASKED) != 0) {
            throw new WebSocketException("a frame has reserved bits or a mask");
        }
        boolean last = (first & FINAL) != 0;
        int opcode = first & 0x0f;
        long length = length(second & 0x7f);
        boolean control = Opcode.isControl(opcode);
        if (length > maxBytes || control && (length > MAX_CONTROL || !last)) {
            throw new WebSocketException("a frame of " + length + " bytes is too long");
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the connection ended inside a frame");
        }
        return new Frame(last, opcode, payload);
    }

    private long length(int indicator) throws IOException {
        int octets = indicator == 127 ? 8 : indicator == 126 ? 2 : 0;
        long length = octets == 0 ? indicator : 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        if (length < 0) {
            throw new WebSocketException("a frame has an impossible length");
        }
        return length;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the connection ended");
        }
        return octet;
    }
}
