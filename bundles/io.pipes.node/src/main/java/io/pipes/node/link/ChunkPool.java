// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import java.util.ArrayDeque;

/**
 * Memory for sealed records: large and middle pieces that links share and use again, small ones for links that say little, which are most
 * of them. Belongs to one thread.
 */
final class ChunkPool {
    /** What a busy link takes at once, in bytes: some records of the usual size. */
    static final int LARGE = 128 << 10;

    private static final int SMALL = 256;
    private static final int MIDDLE = 16 << 10;

    /** From so many kept bytes on a link counts as busy. */
    private static final int BUSY = 64 << 10;

    /** How many large pieces are kept for the next who needs one. */
    private static final int KEPT = 64;

    /** And how many middle ones: most are given back after one round trip. */
    private static final int KEPT_MIDDLE = 16;

    /** From so many bytes on that all lanes have in use, each is held to its share. */
    private static final long PLENTY = 64 << 20;

    /** What a lane may keep however much the others do, in bytes. */
    private static final int SHARE = 256 << 10;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final ArrayDeque<byte[]> freeMiddle = new ArrayDeque<>();
    private long taken;

    /**
     * Whether a lane that keeps so much may keep more. One that takes all and confirms nothing then costs the others their plenty, not
     * their share, and the process no more than both.
     */
    boolean mayKeepMore(int kept) {
        return taken < PLENTY || kept < SHARE;
    }

    /** @param inUse how much the one who asks has in use */
    byte[] take(int size, int inUse) {
        byte[] piece = piece(size, inUse);
        taken += piece.length;
        return piece;
    }

    private byte[] piece(int size, int inUse) {
        if (size <= SMALL && inUse <= SMALL) {
            return new byte[SMALL];
        }
        if (size > LARGE || size > MIDDLE && inUse < BUSY) {
            return new byte[size];
        }
        return size > SMALL && inUse >= BUSY ? kept(free, LARGE) : kept(freeMiddle, MIDDLE);
    }

    private static byte[] kept(ArrayDeque<byte[]> free, int size) {
        byte[] kept = free.pollFirst();
        return kept == null ? new byte[size] : kept;
    }

    void give(byte[] piece) {
        taken -= piece.length;
        if (piece.length == LARGE && free.size() < KEPT) {
            free.addFirst(piece);
        } else if (piece.length == MIDDLE && freeMiddle.size() < KEPT_MIDDLE) {
            freeMiddle.addFirst(piece);
        }
    }
}
