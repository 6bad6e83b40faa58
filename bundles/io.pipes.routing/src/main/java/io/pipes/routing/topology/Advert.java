// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Interner;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Router;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a node says about its links, signed, so that others may pass it on; kept as it travels as well, because it is passed on as it is. */
final class Advert {
    static final long MAX_NUMBER = Long.MAX_VALUE - 1;

    static final int MARK_BYTES = 16;

    private static final Interner<Advert> SHARED = new Interner<>();
    private static final int FORMAT = 1;
    private static final int MAX_SIGNATURE_BYTES = 128;
    private static final int MAX_BODY_BYTES = Neighbours.MAX_BYTES + Router.MAX_NOTE_BYTES + 64;

    /** The longest encoding, in bytes. */
    static final int MAX_BYTES = MAX_BODY_BYTES + MAX_SIGNATURE_BYTES + 16;

    private final NodeId author;
    private final Prefix prefix;
    private final long number;
    private final boolean relays;
    private final Neighbours neighbours;
    private final Bytes note;
    private final Envelope envelope;
    private @Nullable Bytes mark;

    private Advert(NodeId author, long number, boolean relays, Neighbours neighbours, Bytes note, Envelope envelope) {
        this.author = author;
        prefix = Prefix.of(author);
        this.number = number;
        this.relays = relays;
        this.neighbours = neighbours;
        this.note = note;
        this.envelope = envelope;
    }

    /** @param signer signs with the author's key under {@link Label#LINK_STATE} */
    static Advert sign(
            NetworkId network,
            NodeId author,
            long number,
            boolean relays,
            Neighbours neighbours,
            Bytes note,
            UnaryOperator<Bytes> signer) {
        Bytes body = new CborWriter(neighbours.packed().size() + note.size() + 64)
                .writeArray(6)
                .writeUnsigned(FORMAT)
                .writeBytes(author.bytes())
                .writeUnsigned(number)
                .writeBool(relays)
                .writeBytes(neighbours.packed())
                .writeBytes(note)
                .toBytes();
        Bytes signature = signer.apply(signed(network, body));
        return new Advert(author, number, relays, neighbours, note, Envelope.of(body, signature));
    }

    NodeId author() {
        return author;
    }

    /** The higher one replaces the lower one; a node never uses one twice. 1 to {@link #MAX_NUMBER}. */
    long number() {
        return number;
    }

    /** Whether the author carries circuits of others. */
    boolean relays() {
        return relays;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** Up to {@value Router#MAX_NOTE_BYTES} bytes that other features understand. */
    Bytes note() {
        return note;
    }

    /** What it says, as it travels. */
    Bytes body() {
        return envelope.body();
    }

    /** Tells adverts of one author with one number apart, unless they only differ in a signature: the beginning of a hash of what it says. */
    Bytes mark(CryptoSuite suite) {
        Bytes known = mark;
        if (known == null) {
            known = suite.hash(Label.LINK_STATE.bytes(), body()).slice(0, MARK_BYTES);
            mark = known;
        }
        return known;
    }

    boolean isSignedBy(CryptoSuite suite, NetworkId network, Bytes signingKey) {
        return suite.verify(signingKey, Label.LINK_STATE, signed(network), envelope.signature());
    }

    /** What is signed. The network does not travel: whoever reads it knows it. */
    Bytes signed(NetworkId network) {
        return signed(network, body());
    }

    /** The same, kept once for all nodes of this process. */
    Advert shared() {
        return SHARED.one(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Advert that && encode().equals(that.encode());
    }

    /** Of an author that does not contradict itself the number says all. */
    @Override
    public int hashCode() {
        return 31 * author.hashCode() + Long.hashCode(number);
    }

    Prefix prefix() {
        return prefix;
    }

    /** Whether it says the same as another one, under whatever number. */
    boolean saysTheSameAs(Advert other) {
        return relays == other.relays && neighbours.equals(other.neighbours) && note.equals(other.note);
    }

    Bytes encode() {
        return envelope.encoded();
    }

    /** About how long its encoding is; never shorter. */
    int encodedBytes() {
        return neighbours.packed().size() + note.size() + envelope.signatureSize() + 72;
    }

    static Advert decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("link-state is too long");
        }
        Advert decoded = decode(Envelope.decode(encoded, MAX_BODY_BYTES, MAX_SIGNATURE_BYTES));
        if (decoded.neighbours.find(decoded.prefix()) >= 0) {
            throw new MalformedException("a node is no neighbour of its own");
        }
        return decoded;
    }

    private static Advert decode(Envelope envelope) throws MalformedException {
        CborReader body = new CborReader(envelope.bodyView());
        body.readArrayExactly(6);
        body.readLong(FORMAT, FORMAT);
        Advert decoded = new Advert(
                NodeId.read(body),
                body.readLong(1, MAX_NUMBER),
                body.readBool(),
                Neighbours.decode(body.readBytes(Neighbours.MAX_BYTES)),
                body.readBytes(Router.MAX_NOTE_BYTES),
                envelope);
        body.end();
        return decoded;
    }

    private static Bytes signed(NetworkId network, Bytes body) {
        return new CborWriter(body.size() + 64)
                .writeArray(2)
                .writeBytes(network.bytes())
                .writeBytes(body)
                .toBytes();
    }
}
