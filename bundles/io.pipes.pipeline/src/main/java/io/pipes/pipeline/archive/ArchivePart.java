// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.node.Membership;
import io.pipes.spi.storage.BlobManifest;
import java.util.ArrayList;
import java.util.List;

/** One part of an archive, see docs/specs/archive.md: an array of the part's number and what it holds. */
sealed interface ArchivePart {
    /** The longest part, in bytes: one packet of the greatest size, or {@link #USUAL_BYTES}, and what surrounds it. */
    int MAX_BYTES = Packet.MAX_BYTES + 4_096;
    /** How full a part is made, unless one item alone is longer. */
    int USUAL_BYTES = 256 << 10;
    /** So many operations or packets one part has at most. */
    int MAX_ITEMS = 512;

    /** The longest operation: a statement and what surrounds it. */
    int MAX_OPERATION_BYTES = Membership.MAX_STATEMENT_BYTES + 4_096;

    int CHECKSUM_BYTES = 32;

    /** The first one: what the archive is of. */
    record Header(NetworkId network, Bytes tag) implements ArchivePart {}

    /** Operations of the membership log, each behind those it rests on. */
    record Log(List<Bytes> operations) implements ArchivePart {}

    /** Packets of one author, each the successor of the one before. */
    record Run(NodeId author, List<Bytes> packets) implements ArchivePart {}

    /** A blob that messages name; its chunks follow, and if they are fewer than there should be it is not whole. */
    record Blob(BlobManifest manifest) implements ArchivePart {}

    /** The next chunk of the blob before, sealed. */
    record Chunk(Bytes bytes) implements ArchivePart {}

    /**
     * The last one.
     *
     * @param operations how many there were
     * @param packets how many there were
     * @param checksum over everything before
     */
    record End(long operations, long packets, Bytes checksum) implements ArchivePart {}

    default Bytes encode() {
        CborWriter out = new CborWriter();
        if (this instanceof Header header) {
            out.writeArray(3)
                    .writeUnsigned(1)
                    .writeBytes(header.network().bytes())
                    .writeBytes(header.tag());
        } else if (this instanceof Log log) {
            out.writeArray(2).writeUnsigned(2).writeArray(log.operations().size());
            log.operations().forEach(out::writeBytes);
        } else if (this instanceof Run run) {
            out.writeArray(3).writeUnsigned(3).writeBytes(run.author().bytes());
            out.writeArray(run.packets().size());
            run.packets().forEach(out::writeBytes);
        } else if (this instanceof End end) {
            out.writeArray(4).writeUnsigned(4).writeUnsigned(end.operations());
            out.writeUnsigned(end.packets()).writeBytes(end.checksum());
        } else if (this instanceof Blob blob) {
            out.writeArray(2).writeUnsigned(5).writeBytes(blob.manifest().encode());
        } else if (this instanceof Chunk chunk) {
            out.writeArray(2).writeUnsigned(6).writeBytes(chunk.bytes());
        }
        return out.toBytes();
    }

    static ArchivePart decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int items = in.readArray(4);
        int number = in.readInt(1, ITEMS.length);
        if (items != ITEMS[number - 1]) {
            throw new MalformedException("a part of another length");
        }
        ArchivePart part = switch (number) {
            case 1 ->
                new Header(NetworkId.of(in.readBytesExactly(NetworkId.SIZE)), in.readBytesExactly(RouteTag.BYTES));
            case 2 -> new Log(items(in, MAX_OPERATION_BYTES));
            case 3 -> new Run(NodeId.read(in), items(in, Packet.MAX_BYTES));
            case 4 ->
                new End(
                        in.readUnsigned(Long.MAX_VALUE),
                        in.readUnsigned(Long.MAX_VALUE),
                        in.readBytesExactly(CHECKSUM_BYTES));
            case 5 -> new Blob(BlobManifest.decode(in.readBytes(BlobManifest.MAX_ENCODED_BYTES)));
            default -> new Chunk(in.readBytes(BlobManifest.CHUNK_BYTES));
        };
        in.end();
        return part;
    }

    /** How many items the part of each number has. */
    int[] ITEMS = {3, 2, 3, 4, 2, 2};

    private static List<Bytes> items(CborReader in, int maxBytes) throws MalformedException {
        int count = in.readArray(MAX_ITEMS);
        if (count == 0) {
            throw new MalformedException("a part with nothing in it");
        }
        List<Bytes> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(in.readBytes(maxBytes));
        }
        return items;
    }
}
