// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;

/** What the issuer answers to a joiner. */
public sealed interface JoinAnswer {
    /** The longest encoding, in bytes; it fits a handshake payload. */
    int MAX_BYTES = 4_000;

    /** The length of the join secret, in bytes. */
    int SECRET_BYTES = 32;

    /** The code of a welcome; those of refusals are greater. */
    int WELCOME = 0;

    /**
     * The joiner is a member. It begins its ledger with the genesis and fetches the rest over the link.
     *
     * @param joinSecret the network's 32 bytes that all members know
     * @param genesis the network's first operation with its signature; the joiner checks it against the ticket's network id
     */
    record Welcome(Secret joinSecret, Bytes genesis) implements JoinAnswer {
        @Override
        public Bytes encode() {
            return new CborWriter()
                    .writeArray(3)
                    .writeUnsigned(WELCOME)
                    .writeBytes(joinSecret.bytes())
                    .writeBytes(genesis)
                    .toBytes();
        }
    }

    record Refused(Refusal refusal) implements JoinAnswer {
        @Override
        public Bytes encode() {
            return new CborWriter().writeArray(1).writeUnsigned(refusal.code()).toBytes();
        }
    }

    /** Why not. The codes travel; they never change. */
    enum Refusal {
        EXPIRED(1, PipesException.Code.TICKET_EXPIRED, "This ticket has expired. Ask for a new one."),
        SPENT(2, PipesException.Code.TICKET_SPENT, "This ticket has been used already. Ask for a new one."),
        ISSUER_MAY_NOT(
                3,
                PipesException.Code.TICKET_INVALID,
                "The node that issued this ticket may not invite any more. Ask another admin for a new one."),
        REMOVED(
                4,
                PipesException.Code.REVOKED,
                "You or somebody who came with the same ticket was removed from the network. Ask an admin for a new one."),
        INVALID(5, PipesException.Code.TICKET_INVALID, "The issuer does not accept this ticket. Ask for a new one."),
        TRY_AGAIN(6, PipesException.Code.BUSY, "The issuing node could not store the new member. Try again later.");

        private final int code;
        private final PipesException.Code error;
        private final String sentence;

        Refusal(int code, PipesException.Code error, String sentence) {
            this.code = code;
            this.error = error;
            this.sentence = sentence;
        }

        public int code() {
            return code;
        }

        /** What the joiner's call fails with. */
        public PipesException exception() {
            return new PipesException(error, sentence);
        }
    }

    Bytes encode();

    static JoinAnswer decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("join answer is too long");
        }
        CborReader in = new CborReader(encoded);
        int items = in.readArray(3);
        if (items != 1 && items != 3) {
            throw new MalformedException("join answer has a wrong number of items");
        }
        JoinAnswer answer;
        if (items == 3) {
            in.readInt(WELCOME, WELCOME);
            answer = new Welcome(Secret.wrap(in.readBytesExactly(SECRET_BYTES).toArray()), in.readBytes(MAX_BYTES));
        } else {
            answer = new Refused(Refusal.values()[in.readInt(1, Refusal.values().length) - 1]);
        }
        in.end();
        return answer;
    }
}
