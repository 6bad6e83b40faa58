// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A program at one end of a stream: writes so many bytes, as fast as they are taken, and compares what it reads with what the other one
 * writes. Both follow from seeds, so nothing needs to be kept.
 */
final class StreamUser implements ByteStreamHandler {
    private static final int PORTION = 5_000;

    private final Random toWrite;
    private final Random toRead;
    private final boolean endsBehind;
    private @Nullable ByteStream stream;
    private long left;
    long written;
    long read;
    boolean opened;
    boolean exact = true;
    boolean ended;

    @Nullable
    StreamEnding over;

    /** @param endsBehind whether it ends when it has written all */
    StreamUser(long writes, long reads, long bytes, boolean endsBehind) {
        toWrite = new Random(writes);
        toRead = new Random(reads);
        left = bytes;
        this.endsBehind = endsBehind;
    }

    /** Two that write so much to each other. */
    static StreamUser[] pair(long bytes) {
        return new StreamUser[] {new StreamUser(1, 2, bytes, true), new StreamUser(2, 1, bytes, true)};
    }

    ByteStream stream() {
        if (stream == null) {
            throw new IllegalStateException("It has no stream yet");
        }
        return stream;
    }

    /** Uses this stream, which it has opened. */
    void use(ByteStream own) {
        stream = own;
        write();
    }

    /** Takes a stream that it is offered. */
    void take(ByteStream offered) {
        stream = offered;
        opened = true;
        offered.accept(this);
        write();
    }

    private void write() {
        ByteStream to = stream();
        while (left > 0 && to.writable()) {
            byte[] next = new byte[(int) Math.min(PORTION, left)];
            for (int i = 0; i < next.length; i++) {
                next[i] = (byte) toWrite.nextInt();
            }
            left -= next.length;
            written += next.length;
            to.write(ByteBuffer.wrap(next));
        }
        if (left == 0 && endsBehind) {
            to.end();
        }
    }

    /** Writes so much more. */
    void goOn(long bytes) {
        left += bytes;
        write();
    }

    @Override
    public void opened(ByteStream own) {
        opened = true;
    }

    @Override
    public void writable(ByteStream own) {
        write();
    }

    @Override
    public void received(ByteStream own, ByteBuffer bytes) {
        read += bytes.remaining();
        while (bytes.hasRemaining()) {
            exact &= bytes.get() == (byte) toRead.nextInt();
        }
    }

    @Override
    public void ended(ByteStream own) {
        ended = true;
    }

    @Override
    public void closed(ByteStream own, StreamEnding why) {
        over = why;
    }

    @Override
    public String toString() {
        return "wrote " + written + ", read " + read + (opened ? ", open, " : ", not open, ") + over;
    }
}
