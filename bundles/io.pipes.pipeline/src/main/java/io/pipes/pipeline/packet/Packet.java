// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborType;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.PacketId;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * A packet as it travels, or its stub: what is left of it where its content was dropped. A stub has the hash of the ciphertext in its place,
 * so it still proves id and signature, and which packet was before.
 *
 * @param id the hash of the header and of the ciphertext's hash; what is signed
 * @param encoded all of it, as received or as made; the ciphertext is there and nowhere else, so that a packet costs memory once
 * @param from where the ciphertext begins in it; {@code -1} in a stub
 * @param to where the ciphertext ends; {@code -1} in a stub
 */
public record Packet(PacketId id, PacketHeader header, Bytes signature, Bytes encoded, int from, int to) {
    /** The longest packet, in bytes: content of 1 MiB and what surrounds it. */
    public static final int MAX_BYTES = (1 << 20) + 4_096;

    private static final int MAX_SIGNATURE_BYTES = 256;
    private static final int HASH_BYTES = 32;
    private static final int NOWHERE = -1;

    /** Signs and encodes. */
    public static Packet seal(CryptoSuite suite, PacketHeader header, Bytes ciphertext, Signer signer) {
        PacketId id = idOf(suite, header, suite.hash(ciphertext));
        Bytes signature = signer.sign(Label.PACKET, id.bytes());
        CborWriter out = new CborWriter(ciphertext.size() + PacketHeader.MAX_BYTES + MAX_SIGNATURE_BYTES);
        out.writeArray(3);
        header.write(out);
        out.writeBytes(ciphertext);
        int to = out.size();
        out.writeBytes(signature);
        return new Packet(id, header, signature, out.toBytes(), to - ciphertext.size(), to);
    }

    /** A hash of a hash: who has dropped the ciphertext can still prove the id with 32 bytes. */
    private static PacketId idOf(CryptoSuite suite, PacketHeader header, Bytes ciphertextHash) {
        CborWriter out = new CborWriter(PacketHeader.MAX_BYTES + 64);
        out.writeArray(2);
        header.write(out);
        return PacketId.of(suite.hash(out.writeBytes(ciphertextHash).toBytes()));
    }

    /** Reads a whole packet strictly; whether its author signed it is another, dearer question: {@link #signedBy}. */
    public static Packet decode(CryptoSuite suite, Bytes encoded) throws MalformedException {
        Packet packet = decodeOrStub(suite, encoded);
        if (packet.isStub()) {
            throw new MalformedException("the stub of a packet where a whole one is needed");
        }
        return packet;
    }

    /** As {@link #decode}; also what is left of a persistent packet whose content was dropped. */
    public static Packet decodeOrStub(CryptoSuite suite, Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("packet is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        PacketHeader header = PacketHeader.read(in);
        boolean stub = in.peekType() == CborType.ARRAY;
        Bytes hash;
        int from = NOWHERE;
        int to = NOWHERE;
        if (stub) {
            in.readArrayExactly(1);
            hash = in.readBytesExactly(HASH_BYTES);
        } else {
            int length = in.readView(MAX_BYTES).remaining();
            to = in.position();
            from = to - length;
            hash = suite.hash(encoded, from, to);
        }
        Bytes signature = in.readBytes(MAX_SIGNATURE_BYTES);
        in.end();
        if (stub && header.type() != PacketType.PERSISTENT) {
            throw new MalformedException("the stub of a packet that nobody keeps");
        }
        return new Packet(idOf(suite, header, hash), header, signature, encoded, from, to);
    }

    /** What stays of it where its content is dropped. */
    public Packet stub(CryptoSuite suite) {
        if (isStub()) {
            return this;
        }
        CborWriter out = new CborWriter(PacketHeader.MAX_BYTES + MAX_SIGNATURE_BYTES + 2 * HASH_BYTES).writeArray(3);
        header.write(out);
        out.writeArray(1).writeBytes(suite.hash(encoded, from, to)).writeBytes(signature);
        return new Packet(id, header, signature, out.toBytes(), NOWHERE, NOWHERE);
    }

    public boolean isStub() {
        return from == NOWHERE;
    }

    /** The header of a packet that was decoded before: cheaper, since neither the rest nor its id is looked at. */
    public static PacketHeader headerOf(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        return PacketHeader.read(in);
    }

    /** A copy; a stub has none. */
    public Bytes ciphertext() {
        return encoded.slice(from, to);
    }

    public boolean signedBy(CryptoSuite suite, Bytes signingKey) {
        return suite.verify(signingKey, Label.PACKET, id.bytes(), signature);
    }

    /** Signs in the author's name. */
    @FunctionalInterface
    public interface Signer {
        Bytes sign(Label label, Bytes message);
    }
}
