// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What is said in the exchange {@code held.1}, see docs/specs/held.md: an array of the message's number and its parts. */
sealed interface HeldMessage {
    /** So many letters one message names at most. */
    int MAX_NAMES = 256;

    int MAX_SIGNATURE_BYTES = 256;

    /**
     * A sender asks the receiver to hold a letter of its.
     *
     * @param seconds for how long, at most
     */
    record Keep(long seconds, Bytes letter) implements HeldMessage {}

    /**
     * Answers {@link Keep}.
     *
     * @param durable whether it is on disk; otherwise there is no room, and nothing is held
     */
    record Kept(Bytes id, boolean durable) implements HeldMessage {}

    /** The sender of this holds letters for the receiver, or of the receiver, that have no receipt. */
    record Have(List<Name> names) implements HeldMessage {}

    /** Asks for a letter that is for who asks. */
    record Get(Bytes id) implements HeldMessage {}

    /**
     * Answers {@link Get}.
     *
     * @param letter empty if it is not here any more
     */
    record Here(Bytes id, Bytes letter) implements HeldMessage {}

    /** The recipient's word that the letter was delivered; by way of whoever has it to the letter's sender. */
    record Receipt(Bytes id, Bytes signature) implements HeldMessage {}

    /** The letter's sender or recipient says that nobody needs to hold these letters, or their receipts, any more. */
    record Settled(List<Bytes> ids) implements HeldMessage {}

    /** Which letter. */
    record Name(NodeId sender, long number, Bytes id) {}

    default Bytes encode() {
        if (this instanceof Keep said) {
            return begin(3, 1, said.letter().size())
                    .writeUnsigned(said.seconds())
                    .writeBytes(said.letter())
                    .toBytes();
        }
        if (this instanceof Kept said) {
            return begin(3, 2, 0)
                    .writeBytes(said.id())
                    .writeBool(said.durable())
                    .toBytes();
        }
        if (this instanceof Have said) {
            CborWriter out = begin(2, 3, 80 * said.names().size())
                    .writeArray(said.names().size());
            said.names()
                    .forEach(name -> out.writeArray(3)
                            .writeBytes(name.sender().bytes())
                            .writeUnsigned(name.number())
                            .writeBytes(name.id()));
            return out.toBytes();
        }
        if (this instanceof Get said) {
            return begin(2, 4, 0).writeBytes(said.id()).toBytes();
        }
        if (this instanceof Here said) {
            return begin(3, 5, said.letter().size())
                    .writeBytes(said.id())
                    .writeBytes(said.letter())
                    .toBytes();
        }
        if (this instanceof Receipt said) {
            return begin(3, 6, 0)
                    .writeBytes(said.id())
                    .writeBytes(said.signature())
                    .toBytes();
        }
        Settled said = (Settled) this;
        CborWriter out =
                begin(2, 7, 36 * said.ids().size()).writeArray(said.ids().size());
        said.ids().forEach(out::writeBytes);
        return out.toBytes();
    }

    private static CborWriter begin(int parts, int number, int more) {
        return new CborWriter(more + 128).writeArray(parts).writeUnsigned(number);
    }

    /** How many parts the message of each number has. */
    int[] PARTS = {3, 3, 2, 2, 3, 3, 2};

    static HeldMessage decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        int parts = in.readArray(3);
        int number = in.readInt(1, PARTS.length);
        if (parts != PARTS[number - 1]) {
            throw new MalformedException("a message of another length");
        }
        HeldMessage message = switch (number) {
            case 1 -> new Keep(in.readLong(0, HeldRules.LONGEST.toSeconds()), in.readBytes(Letter.MAX_BYTES));
            case 2 -> new Kept(id(in), in.readBool());
            case 3 -> new Have(names(in));
            case 4 -> new Get(id(in));
            case 5 -> new Here(id(in), in.readBytes(Letter.MAX_BYTES));
            case 6 -> new Receipt(id(in), in.readBytes(MAX_SIGNATURE_BYTES));
            default -> new Settled(ids(in));
        };
        in.end();
        return message;
    }

    private static Bytes id(CborReader in) throws MalformedException {
        return in.readBytesExactly(Letter.ID_BYTES);
    }

    private static List<Bytes> ids(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_NAMES);
        List<Bytes> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(id(in));
        }
        return ids;
    }

    private static List<Name> names(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_NAMES);
        List<Name> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.readArrayExactly(3);
            names.add(new Name(NodeId.read(in), in.readLong(1, Letter.MAX_NUMBER), id(in)));
        }
        return names;
    }
}
