// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;

/**
 * Why a circuit could not be opened.
 *
 * @param by the node on the way that said so
 */
record Refusal(Reason reason, NodeId by) {
    /** Why. The codes travel; they never change. */
    enum Reason {
        /** It has no link to the next node. */
        NO_LINK,
        /** The next node did not answer in time. */
        SILENT,
        /** Its budget, or that of the one who asks, is used up. */
        NO_ROOM,
        /** It carries nothing for others, or not for this one. */
        NO_RELAY;

        private static final Reason[] BY_CODE = values();

        /** Whether only the link to the next node is of no use, and not the node itself. */
        boolean concernsLink() {
            return this == NO_LINK || this == SILENT;
        }
    }

    private static final int SIZE = Messages.HEADER + 1 + NodeId.SIZE;

    Bytes encode(int label) {
        byte[] message = Messages.begin(MessageType.REFUSED, label, SIZE);
        message[Messages.HEADER] = (byte) reason.ordinal();
        by.bytes().copyTo(message, Messages.HEADER + 1);
        return Bytes.wrap(message);
    }

    static Refusal decode(Bytes message) throws MalformedException {
        if (message.size() != SIZE) {
            throw new MalformedException("message is of no allowed length");
        }
        int code = message.at(Messages.HEADER);
        if (code < 0 || code >= Reason.BY_CODE.length) {
            throw new MalformedException("unknown reason");
        }
        return new Refusal(Reason.BY_CODE[code], NodeId.of(message.slice(Messages.HEADER + 1, SIZE)));
    }
}
