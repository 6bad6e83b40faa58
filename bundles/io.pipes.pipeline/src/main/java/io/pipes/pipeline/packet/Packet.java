// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.PacketId;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * A packet as it travels.
 *
 * @param id the hash of header and ciphertext; what is signed
 * @param encoded all of it, as received or as made
 */
public record Packet(PacketId id, PacketHeader header, Bytes ciphertext, Bytes signature, Bytes encoded) {
    /** The longest packet, in bytes: content of 1 MiB and what surrounds it. */
    public static final int MAX_BYTES = (1 << 20) + 4_096;

    private static final int MAX_SIGNATURE_BYTES = 256;

    /** Signs and encodes. */
    public static Packet seal(CryptoSuite suite, PacketHeader header, Bytes ciphertext, Signer signer) {
        PacketId id = idOf(suite, header, ciphertext);
        Bytes signature = signer.sign(Label.PACKET, id.bytes());
        CborWriter out = new CborWriter(ciphertext.size() + PacketHeader.MAX_BYTES + MAX_SIGNATURE_BYTES);
        out.writeArray(3);
        header.write(out);
        out.writeBytes(ciphertext).writeBytes(signature);
        return new Packet(id, header, ciphertext, signature, out.toBytes());
    }

    /** Reads a packet strictly; whether its author signed it is another, dearer question: {@link #signedBy}. */
    public static Packet decode(CryptoSuite suite, Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("packet is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        PacketHeader header = PacketHeader.read(in);
        Bytes ciphertext = in.readBytes(MAX_BYTES);
        Bytes signature = in.readBytes(MAX_SIGNATURE_BYTES);
        in.end();
        return new Packet(idOf(suite, header, ciphertext), header, ciphertext, signature, encoded);
    }

    public boolean signedBy(CryptoSuite suite, Bytes signingKey) {
        return suite.verify(signingKey, Label.PACKET, id.bytes(), signature);
    }

    private static PacketId idOf(CryptoSuite suite, PacketHeader header, Bytes ciphertext) {
        CborWriter out = new CborWriter(ciphertext.size() + PacketHeader.MAX_BYTES);
        out.writeArray(2);
        header.write(out);
        out.writeBytes(ciphertext);
        return PacketId.of(suite.hash(out.toBytes()));
    }

    /** Signs in the author's name. */
    @FunctionalInterface
    public interface Signer {
        Bytes sign(Label label, Bytes message);
    }
}
