// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What is poured: blocks of 64 KiB that begin and end with their number. The receiving half takes the bytes in pieces of any size and
 * expects every block once, in order.
 */
final class Blocks {
    static final int BYTES = 64 << 10;

    private final Consumer<String> wrong;
    private long at;
    private long word;
    private long expectedAt = Long.MAX_VALUE;
    private Runnable reached = () -> {};
    private boolean failed;

    Blocks(Consumer<String> wrong) {
        this.wrong = wrong;
    }

    static byte[] make(long number) {
        byte[] block = new byte[BYTES];
        number(ByteBuffer.wrap(block), number);
        return block;
    }

    static void number(ByteBuffer block, long number) {
        block.putLong(0, number).putLong(BYTES - Long.BYTES, ~number);
    }

    /** Says what to do once so many more blocks have come. */
    synchronized void expect(long blocks, Runnable whenReached) {
        reached = whenReached;
        expectedAt = at + blocks * BYTES;
    }

    synchronized void take(ByteBuffer piece) {
        while (piece.hasRemaining() && !failed) {
            int inBlock = (int) (at % BYTES);
            int toTail = BYTES - Long.BYTES - inBlock;
            if (inBlock >= Long.BYTES && toTail > 0) {
                int skipped = Math.min(toTail, piece.remaining());
                piece.position(piece.position() + skipped);
                at += skipped;
            } else {
                numbered(piece.get(), inBlock);
            }
        }
        if (at >= expectedAt) {
            expectedAt = Long.MAX_VALUE;
            reached.run();
        }
    }

    private void numbered(byte next, int inBlock) {
        word = word << Byte.SIZE | next & 0xff;
        at++;
        long number = (at - 1) / BYTES;
        boolean headDone = inBlock == Long.BYTES - 1;
        boolean tailDone = inBlock == BYTES - 1;
        if (headDone && word != number || tailDone && word != ~number) {
            failed = true;
            wrong.accept("block " + number + " did not come as it was sent");
        }
    }
}
