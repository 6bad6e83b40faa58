// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;

/** Writes masked frames, each whole, from any thread. */
final class FrameWriter {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final OutputStream out;
    private final SecureRandom random;

    FrameWriter(OutputStream out, SecureRandom random) {
        this.out = out;
        this.random = random;
    }

    void write(int opcode, byte[] payload) throws IOException {
        int headerBytes = payload.length < 126 ? 2 : payload.length < 1 << 16 ? 4 : 10;
        byte[] frame = new byte[headerBytes + 4 + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        length(frame, payload.length);
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        System.arraycopy(mask, 0, frame, headerBytes, 4);
        for (int i = 0; i < payload.length; i++) {
            frame[headerBytes + 4 + i] = (byte) (payload[i] ^ mask[i & 3]);
        }
        synchronized (this) {
            out.write(frame);
            out.flush();
        }
    }

    private static void length(byte[] frame, int length) {
        if (length < 126) {
            frame[1] = (byte) (MASKED | length);
        } else if (length < 1 << 16) {
            frame[1] = (byte) (MASKED | 126);
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = (byte) (MASKED | 127);
            for (int i = 0; i < 4; i++) {
                frame[6 + i] = (byte) (length >>> 24 - 8 * i);
            }
        }
    }
}
