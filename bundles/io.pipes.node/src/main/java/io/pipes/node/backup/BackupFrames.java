// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts the bytes of a backup into its header and its sealed parts as they come. A length is looked at before anything is put aside for what
 * it announces.
 */
public final class BackupFrames {
    private static final Bytes MAGIC = Bytes.utf8("pipes-backup/1\n");

    private Bytes pending = Bytes.EMPTY;
    private int at;
    private boolean begun;
    private boolean headed;

    /** How the file begins. */
    public static Bytes beginning(Bytes header) {
        return join(MAGIC, framed(header));
    }

    public static Bytes framed(Bytes body) {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.size()).putInt(body.size());
        body.writeTo(frame);
        return Bytes.wrap(frame.array());
    }

    /** The one and behind it the other. */
    public static Bytes join(Bytes first, Bytes second) {
        ByteBuffer joined = ByteBuffer.allocate(first.size() + second.size());
        first.writeTo(joined);
        second.writeTo(joined);
        return Bytes.wrap(joined.array());
    }

    /** More bytes of the file; {@link #next} gives out what is whole now. */
    public void add(Bytes chunk) {
        pending = join(pending.slice(at, pending.size()), chunk);
        at = 0;
    }

    /** The header first, then one sealed part after the other; empty while the next one is not whole. */
    public Optional<Bytes> next() throws MalformedException {
        if (!begun) {
            readMagic();
        }
        if (!begun || left() < Integer.BYTES) {
            return Optional.empty();
        }
        int length = pending.buffer().getInt(at);
        int most = headed ? BackupPart.MAX_BYTES + BackupSeal.MAX_OVERHEAD : BackupSeal.MAX_HEADER_BYTES;
        if (length < 1 || length > most) {
            throw new MalformedException("a part of an impossible length");
        }
        int from = at + Integer.BYTES;
        if (pending.size() - from < length) {
            return Optional.empty();
        }
        at = from + length;
        headed = true;
        return Optional.of(pending.slice(from, at));
    }

    /** Whether nothing has come that was not given out. */
    public boolean isEmpty() {
        return left() == 0;
    }

    private int left() {
        return pending.size() - at;
    }

    private void readMagic() throws MalformedException {
        int there = Math.min(left(), MAGIC.size());
        if (!MAGIC.slice(0, there).equals(pending.slice(at, at + there))) {
            throw new MalformedException("not a backup of a version that is known here");
        }
        if (there == MAGIC.size()) {
            at += there;
            begun = true;
        }
    }
}
