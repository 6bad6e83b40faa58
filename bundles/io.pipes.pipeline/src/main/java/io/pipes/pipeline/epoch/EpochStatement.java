// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a member records in the membership log to make an epoch, or to let more members into one.
 *
 * <p>Both kinds look alike, so that a long list of recipients can be spread over several statements.
 *
 * @param commitment to the secret: what is unboxed must match it
 * @param minted when the epoch was made, in milliseconds by the clock of whoever made it
 * @param parents the tips this epoch replaces; empty in a grant
 * @param boxes the secret, boxed to each recipient; behind it, for those who may read what was before, the secrets of earlier epochs
 */
record EpochStatement(
        PipelineId pipeline, Bytes commitment, long minted, List<EpochId> parents, Map<NodeId, Bytes> boxes) {
    static final String KIND = "epoch";

    /** The most that are read. */
    static final int MAX_BOXES = 150;

    /** How many are written, so that a statement stays below a writer's limit of 64 KiB. */
    static final int BOXES_AT_ONCE = 50;

    static final int MAX_PARENTS = 16;
    /** So many secrets one box holds. */
    static final int MAX_SECRETS = 1_024;

    private static final int MAX_BOX_BYTES = 1_600 + 32 * MAX_SECRETS;
    /** What is written at once, so that a statement stays below a writer's limit. */
    private static final int PAGE_BYTES = 60_000;

    /** How many boxes are written at once that hold so many secrets each. */
    static int boxesAtOnce(int secrets) {
        return Clamp.between(PAGE_BYTES / (1_200 + 32 * secrets), 1, BOXES_AT_ONCE);
    }

    Bytes encode() {
        CborWriter out = new CborWriter(boxes.size() * 1_300 + 256);
        out.writeArray(5).writeBytes(pipeline.bytes()).writeBytes(commitment).writeUnsigned(minted);
        out.writeArray(parents.size());
        parents.forEach(parent -> out.writeBytes(parent.bytes()));
        out.writeArray(boxes.size());
        boxes.forEach((node, box) -> out.writeArray(2).writeBytes(node.bytes()).writeBytes(box));
        return out.toBytes();
    }

    static EpochStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(5);
        PipelineId pipeline = PipelineId.read(in);
        Bytes commitment = in.readBytesExactly(32);
        long minted = in.readUnsigned(Long.MAX_VALUE);
        List<EpochId> parents = new ArrayList<>();
        for (int left = in.readArray(MAX_PARENTS); left > 0; left--) {
            parents.add(EpochId.read(in));
        }
        Map<NodeId, Bytes> boxes = new TreeMap<>();
        for (int left = in.readArray(MAX_BOXES); left > 0; left--) {
            in.readArrayExactly(2);
            boxes.put(NodeId.read(in), in.readBytes(MAX_BOX_BYTES));
        }
        in.end();
        return new EpochStatement(pipeline, commitment, minted, parents, boxes);
    }
}
