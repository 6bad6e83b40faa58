// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What one member has for one other that is away: sealed to its box key, signed, so that whoever holds it can neither read nor change it.
 *
 * @param number which one of the sender's letters to this recipient, from 1
 * @param lifetime after this the sender gives it up
 * @param id the hash of all that is signed
 * @param encoded all of it, as it travels
 */
record Letter(
        NodeId sender,
        NodeId recipient,
        long number,
        Duration lifetime,
        Bytes box,
        Bytes signature,
        Bytes id,
        Bytes encoded) {
    static final int ID_BYTES = 32;

    /** The longest letter: a message of 1 MiB and what surrounds it. */
    static final int MAX_BYTES = (1 << 20) + 4_096;

    /** The highest number; recipients note as ranges what was delivered, and one has to follow. */
    static final long MAX_NUMBER = Long.MAX_VALUE - 2;

    private static final int VERSION = 1;
    private static final int MAX_SIGNATURE_BYTES = 256;
    private static final int CONTEXT_BYTES = NetworkId.SIZE + 2 * NodeId.SIZE + Long.BYTES;

    /** Seals and signs; takes a while, so on a worker. */
    static Letter seal(NodeContext node, Member recipient, long number, Duration lifetime, Bytes content)
            throws MalformedException {
        Bytes context = context(node.network(), node.id(), recipient.id(), number);
        Bytes box = node.suite().box(recipient.boxKey(), Label.PREKEY_BOX, context, content, node.randomness());
        Bytes body = new CborWriter(box.size() + 128)
                .writeArray(6)
                .writeUnsigned(VERSION)
                .writeBytes(node.id().bytes())
                .writeBytes(recipient.id().bytes())
                .writeUnsigned(number)
                .writeUnsigned(lifetime.toSeconds())
                .writeBytes(box)
                .toBytes();
        Bytes id = id(node.suite(), node.network(), body);
        Bytes signature = node.sign(Label.MESSAGE, id);
        Bytes encoded = new CborWriter(body.size() + MAX_SIGNATURE_BYTES)
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(signature)
                .toBytes();
        return new Letter(node.id(), recipient.id(), number, lifetime, box, signature, id, encoded);
    }

    /** Reads a letter strictly; whether its sender has signed it is another, dearer question: {@link #signedBy}. */
    static Letter decode(CryptoSuite suite, NetworkId network, Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("letter is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        Bytes body = in.readBytes(MAX_BYTES);
        Bytes signature = in.readBytes(MAX_SIGNATURE_BYTES);
        in.end();
        CborReader inside = new CborReader(body);
        inside.readArrayExactly(6);
        inside.readInt(VERSION, VERSION);
        NodeId sender = NodeId.read(inside);
        NodeId recipient = NodeId.read(inside);
        long number = inside.readLong(1, MAX_NUMBER);
        long seconds = inside.readLong(HeldRules.SHORTEST.toSeconds(), HeldRules.LONGEST.toSeconds());
        Bytes box = inside.readBytes(MAX_BYTES);
        inside.end();
        if (sender.equals(recipient)) {
            throw new MalformedException("letter to its sender");
        }
        Bytes id = id(suite, network, body);
        return new Letter(sender, recipient, number, Duration.ofSeconds(seconds), box, signature, id, encoded);
    }

    boolean signedBy(CryptoSuite suite, Bytes signingKey) {
        return suite.verify(signingKey, Label.MESSAGE, id, signature);
    }

    /** What is in it, for its recipient; takes a while, so on a worker. */
    Bytes open(NodeContext node) throws MalformedException {
        return node.unbox(Label.PREKEY_BOX, context(node.network(), sender, recipient, number), box);
    }

    private static Bytes id(CryptoSuite suite, NetworkId network, Bytes body) {
        return suite.hash(Label.MESSAGE.bytes(), network.bytes(), body);
    }

    /**
     * What a recipient signs when it has a letter. Not the id alone: a recipient confirms a number once more to whoever offers it, and who
     * offers it chooses the id. With the number in it, that is no word about the letter that really has this id.
     */
    static Bytes receiptText(NetworkId network, NodeId sender, NodeId recipient, long number, Bytes id) {
        ByteBuffer text = ByteBuffer.allocate(CONTEXT_BYTES + id.size());
        context(network, sender, recipient, number).writeTo(text);
        id.writeTo(text);
        return Bytes.wrap(text.array());
    }

    /** A box that was taken out of its letter opens in no other one. */
    private static Bytes context(NetworkId network, NodeId sender, NodeId recipient, long number) {
        ByteBuffer context = ByteBuffer.allocate(CONTEXT_BYTES);
        network.bytes().writeTo(context);
        sender.bytes().writeTo(context);
        recipient.bytes().writeTo(context);
        return Bytes.wrap(context.putLong(number).array());
    }
}
