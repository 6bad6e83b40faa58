// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a caller sends first on a connection that is to carry a lane of a session that is there already: {@code [version 1][kind 3][id
 * 16][where 9][mac 16]}. The answer is {@code [where 8][mac 16]}. Where to go on is masked, so that nobody who sees only this
 * connection learns how much the session has carried.
 *
 * @param id known to the two ends only, and used once
 * @param where the lane's number and the counter of the record that the caller expects next, masked
 */
public record Attachment(Bytes id, Bytes where, Bytes mac) {
    public static final int KIND = 3;

    public static final int ID_BYTES = 16;

    /** A lane's number and a counter. */
    public static final int WHERE_BYTES = 1 + Long.BYTES;

    public static final int MAC_BYTES = 16;

    public static final int BYTES = 2 + ID_BYTES + WHERE_BYTES + MAC_BYTES;

    /** The answer: a masked counter and a MAC. */
    public static final int ANSWER_BYTES = Long.BYTES + MAC_BYTES;

    /** Whether what a caller sends is one; false while too little has arrived to tell. */
    public static boolean begins(ByteQueue in) {
        return in.size() >= 2 && in.at(0) == Preface.VERSION && in.at(1) == KIND;
    }

    public Bytes encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.put((byte) Preface.VERSION).put((byte) KIND);
        id.writeTo(out);
        where.writeTo(out);
        mac.writeTo(out);
        return Bytes.wrap(out.array());
    }

    /**
     * Takes one from the queue.
     *
     * @return empty while it is not complete
     * @throws MalformedException when it {@link #begins} as something else
     */
    public static Optional<Attachment> take(ByteQueue in) throws MalformedException {
        if (in.size() >= 2 && !begins(in)) {
            throw new MalformedException("not an attachment");
        }
        if (in.size() < BYTES) {
            return Optional.empty();
        }
        int where = 2 + ID_BYTES;
        int mac = where + WHERE_BYTES;
        Attachment attachment = new Attachment(in.copy(2, where), in.copy(where, mac), in.copy(mac, BYTES));
        in.drop(BYTES);
        return Optional.of(attachment);
    }
}
