// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Passes so many bytes on, then one last line, then nothing: the file behind it cannot be rotated, since others hold it open. */
final class LimitedOutput extends OutputStream {
    private static final byte[] LAST =
            "\nNothing more is written here, because the limit is reached; the log goes on.\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private long left;

    /** @param limit in bytes, without the last line */
    LimitedOutput(OutputStream out, long limit) {
        this.out = out;
        left = limit;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (left < 0) {
            return;
        }
        out.write(bytes, offset, (int) Math.min(length, left));
        left -= length;
        if (left < 0) {
            out.write(LAST);
            out.flush();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
