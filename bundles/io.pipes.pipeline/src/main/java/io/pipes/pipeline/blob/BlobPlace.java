// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A packet with a message that names a blob.
 *
 * @param routeTag of its pipeline
 * @param seq its number
 */
record BlobPlace(Bytes routeTag, NodeId author, long seq) {
    /** In more chains than these nobody names one blob, but who wants to be a nuisance: such a blob stays for ever. */
    static final int MAX_OF_ONE = 16;

    private static final int TAG_BYTES = 16;

    /** Whether both are of one author in one pipeline. */
    boolean isInChainOf(BlobPlace other) {
        return routeTag.equals(other.routeTag) && author.equals(other.author);
    }

    /** What names one blob, at most {@link #MAX_OF_ONE}. */
    static Bytes write(Collection<BlobPlace> places) {
        CborWriter out = new CborWriter(64).writeArray(places.size());
        places.forEach(place -> out.writeArray(3)
                .writeBytes(place.routeTag)
                .writeBytes(place.author.bytes())
                .writeUnsigned(place.seq));
        return out.toBytes();
    }

    /** Nothing if another version wrote it. */
    static List<BlobPlace> read(Bytes written) {
        try {
            CborReader in = new CborReader(written);
            List<BlobPlace> places = new ArrayList<>();
            for (int left = in.readArray(MAX_OF_ONE); left > 0; left--) {
                in.readArrayExactly(3);
                places.add(new BlobPlace(
                        in.readBytesExactly(TAG_BYTES), NodeId.read(in), in.readUnsigned(Long.MAX_VALUE)));
            }
            in.end();
            return places;
        } catch (MalformedException otherVersion) {
            return List.of();
        }
    }
}
