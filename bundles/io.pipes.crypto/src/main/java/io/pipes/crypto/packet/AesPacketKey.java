// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.packet;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.crypto.primitive.AesGcm;
import io.pipes.crypto.primitive.Hkdf;
import io.pipes.spi.crypto.PacketKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The AES-256-GCM key of one packet, with a nonce of zeros because it seals one message only.
 *
 * <p>Key and commitment come out of one HKDF over the epoch secret and the packet's salt, under two labels, each with the author. The
 * random salt keeps keys apart even where counters cannot: in a node that was restored from a backup.
 */
public final class AesPacketKey implements PacketKey {
    public static final int COMMITMENT_BYTES = 32;

    private static final byte[] NONCE = new byte[AesGcm.NONCE_BYTES];

    private final AesGcm cipher;
    private final Bytes commitment;
    private boolean sealed;

    /** @param epoch the epoch secret, which stays the caller's */
    public AesPacketKey(byte[] epoch, Bytes author, Bytes salt) {
        byte[] source = Hkdf.extract(salt.toArray(), epoch);
        byte[] key = Hkdf.expand(source, info(Label.PACKET_KEY, author), AesGcm.KEY_BYTES);
        cipher = new AesGcm(key);
        commitment = Bytes.wrap(Hkdf.expand(source, info(Label.PACKET_COMMIT, author), COMMITMENT_BYTES));
        Arrays.fill(key, (byte) 0);
        Arrays.fill(source, (byte) 0);
    }

    @Override
    public Bytes commitment() {
        return commitment;
    }

    @Override
    public Bytes seal(Bytes header, Bytes content) {
        if (sealed) {
            throw new IllegalStateException("a packet key seals once");
        }
        sealed = true;
        return Bytes.wrap(cipher.seal(NONCE, info(Label.PACKET_AAD, header), content.toArray()));
    }

    @Override
    public Bytes open(Bytes header, Bytes ciphertext) throws MalformedException {
        try {
            return Bytes.wrap(cipher.open(NONCE, info(Label.PACKET_AAD, header), ciphertext.toArray()));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("packet does not open under its key and header");
        }
    }

    private static byte[] info(Label label, Bytes rest) {
        byte[] name = label.bytes().toArray();
        byte[] info = Arrays.copyOf(name, name.length + rest.size());
        rest.copyTo(info, name.length);
        return info;
    }

    @Override
    public String toString() {
        return "AesPacketKey[***]";
    }
}
