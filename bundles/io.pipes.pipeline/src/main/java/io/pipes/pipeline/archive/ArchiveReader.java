// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.BlobManifest;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive as its bytes come, a part as soon as it is whole. Trusts nothing: a part's length is looked at before anything is put
 * aside for it, parts come in their order, and the last one must be true of all before it.
 */
final class ArchiveReader {
    private final Tally tally;
    private Bytes pending = Bytes.EMPTY;
    private int at;
    private boolean begun;
    private @Nullable ArchivePart last;
    /** The blob whose chunks come, and how many have. */
    private @Nullable BlobManifest blob;

    private int chunks;

    ArchiveReader(CryptoSuite suite) {
        tally = new Tally(suite);
    }

    /** More bytes of the file; {@link #next} gives out what is whole now. */
    void add(Bytes chunk) {
        ByteBuffer joined = ByteBuffer.allocate(pending.size() - at + chunk.size());
        pending.slice(at, pending.size()).writeTo(joined);
        chunk.writeTo(joined);
        pending = Bytes.wrap(joined.array());
        at = 0;
    }

    /** The next part; empty while it is not whole. */
    Optional<ArchivePart> next() throws MalformedException {
        if (!begun) {
            readMagic();
        }
        if (!begun || left() < Integer.BYTES) {
            checkNothingBehind();
            return Optional.empty();
        }
        checkNothingBehind();
        int length = pending.buffer().getInt(at);
        if (length < 1 || length > ArchivePart.MAX_BYTES) {
            throw new MalformedException("a part of an impossible length");
        }
        if (left() < Integer.BYTES + length) {
            return Optional.empty();
        }
        int from = at + Integer.BYTES;
        at = from + length;
        return Optional.of(read(pending.slice(from, at)));
    }

    private int left() {
        return pending.size() - at;
    }

    private void readMagic() throws MalformedException {
        int there = Math.min(left(), ArchiveWriter.MAGIC.size());
        if (!ArchiveWriter.MAGIC.slice(0, there).equals(pending.slice(at, at + there))) {
            throw new MalformedException("not an archive of a version that is known here");
        }
        if (there == ArchiveWriter.MAGIC.size()) {
            at += there;
            begun = true;
        }
    }

    private void checkNothingBehind() throws MalformedException {
        if (isOver() && left() > 0) {
            throw new MalformedException("something behind the end");
        }
    }

    private ArchivePart read(Bytes encoded) throws MalformedException {
        ArchivePart part = ArchivePart.decode(encoded);
        checkOrder(part);
        if (part instanceof ArchivePart.End end && !end.equals(tally.end())) {
            throw new MalformedException(
                    "it was changed, or parts are missing: the checksum at its end is of another content");
        }
        tally.add(part, encoded);
        count(part);
        last = part;
        return part;
    }

    private void count(ArchivePart part) {
        if (part instanceof ArchivePart.Blob begun) {
            blob = begun.manifest();
            chunks = 0;
        } else if (part instanceof ArchivePart.Chunk) {
            chunks++;
        }
    }

    /** Header, operations, packets in order of author, blobs with the chunks of each, end. */
    private void checkOrder(ArchivePart part) throws MalformedException {
        boolean fits;
        if (part instanceof ArchivePart.Header) {
            fits = last == null;
        } else if (part instanceof ArchivePart.Log) {
            fits = last instanceof ArchivePart.Header || last instanceof ArchivePart.Log;
        } else if (part instanceof ArchivePart.Run run) {
            fits = last != null && blob == null && isBehind(run.author());
        } else if (part instanceof ArchivePart.Chunk chunk) {
            fits = isNext(chunk);
        } else {
            fits = last != null;
        }
        if (!fits) {
            throw new MalformedException("parts in another order");
        }
    }

    private boolean isBehind(NodeId author) {
        return !(last instanceof ArchivePart.Run before) || before.author().compareTo(author) <= 0;
    }

    /** Whether it has the length of the chunk that follows; its hash is looked at by whoever takes it. */
    private boolean isNext(ArchivePart.Chunk chunk) {
        return blob != null && chunks < blob.chunks() && chunk.bytes().size() == blob.length(chunks);
    }

    boolean isOver() {
        return last instanceof ArchivePart.End;
    }

    /** Nothing more comes. */
    void end() throws MalformedException {
        if (!isOver()) {
            throw new MalformedException("it is cut off");
        }
    }
}
