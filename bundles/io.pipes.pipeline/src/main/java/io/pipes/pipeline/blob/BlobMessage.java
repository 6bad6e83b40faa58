// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.spi.storage.BlobManifest;
import java.util.ArrayList;
import java.util.List;

/** What is said in the exchange {@code blob.1}, see docs/specs/blob.md: an array of the message's number and its parts. */
sealed interface BlobMessage {
    /** So many blobs one message names at most. */
    int MAX_ADDRESSES = 512;

    /** Part 0 of a blob is its manifest, the others are its chunks in order. */
    int MANIFEST = 0;

    /**
     * Blobs that the sender does not have. A lasting question: {@link Have} answers it, at once or when it becomes true.
     *
     * @param fresh whether the sender knows nothing of the receiver, as after its feature was replaced: then all is to be said again
     */
    record Want(boolean fresh, List<Bytes> addresses) implements BlobMessage {}

    /** The sender has a blob that the receiver wants. */
    record Have(Bytes address) implements BlobMessage {}

    /** Asks for one part. */
    record Ask(Bytes address, int part) implements BlobMessage {}

    /**
     * One part.
     *
     * @param bytes empty if the sender does not have it any more
     */
    record Part(Bytes address, int part, Bytes bytes) implements BlobMessage {}

    default Bytes encode() {
        if (this instanceof Want said) {
            CborWriter out = begin(3, 1).writeBool(said.fresh());
            out.writeArray(said.addresses().size());
            said.addresses().forEach(out::writeBytes);
            return out.toBytes();
        }
        if (this instanceof Have said) {
            return begin(2, 2).writeBytes(said.address()).toBytes();
        }
        if (this instanceof Ask said) {
            return begin(3, 3)
                    .writeBytes(said.address())
                    .writeUnsigned(said.part())
                    .toBytes();
        }
        Part said = (Part) this;
        return new CborWriter(said.bytes().size() + 64)
                .writeArray(4)
                .writeUnsigned(4)
                .writeBytes(said.address())
                .writeUnsigned(said.part())
                .writeBytes(said.bytes())
                .toBytes();
    }

    private static CborWriter begin(int parts, int number) {
        return new CborWriter().writeArray(parts).writeUnsigned(number);
    }

    static BlobMessage decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int parts = in.readArray(4);
        int number = in.readInt(1, 4);
        if (parts != PARTS[number - 1]) {
            throw new MalformedException("a message of another length");
        }
        BlobMessage message = switch (number) {
            case 1 -> new Want(in.readBool(), addresses(in));
            case 2 -> new Have(address(in));
            case 3 -> new Ask(address(in), part(in));
            default -> part(address(in), part(in), in);
        };
        in.end();
        return message;
    }

    /** How many parts the message of each number has. */
    int[] PARTS = {3, 2, 3, 4};

    private static Bytes address(CborReader in) throws MalformedException {
        return in.readBytesExactly(BlobReference.ADDRESS_BYTES);
    }

    private static int part(CborReader in) throws MalformedException {
        return in.readInt(MANIFEST, BlobManifest.MAX_CHUNKS);
    }

    private static Part part(Bytes address, int part, CborReader in) throws MalformedException {
        int most = part == MANIFEST ? BlobManifest.MAX_ENCODED_BYTES : BlobManifest.CHUNK_BYTES;
        return new Part(address, part, in.readBytes(most));
    }

    private static List<Bytes> addresses(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ADDRESSES);
        List<Bytes> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(address(in));
        }
        return addresses;
    }
}
