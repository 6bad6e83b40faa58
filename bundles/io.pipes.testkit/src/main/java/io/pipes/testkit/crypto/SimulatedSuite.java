// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.RecordCipher;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.crypto.ValueCipher;
import org.jspecify.annotations.Nullable;

/**
 * A suite of keyed hashes: who lacks a key cannot read, forge or change anything without it being seen, exactly as with a real suite, but
 * each operation costs next to nothing. One instance serves all nodes of a simulation, because only it knows which public key belongs
 * to which secret.
 *
 * <p>It protects nothing from anybody outside the simulation.
 */
public final class SimulatedSuite implements CryptoSuite {
    public static final String NAME = "SIMULATED";

    private static final int LONGEST_DERIVED = 255 * KeyedHash.BYTES;

    private final SimulatedKeys keys = new SimulatedKeys();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Bytes hash(Bytes... parts) {
        return Bytes.wrap(new KeyedHash(5, 5).add(joined(parts)).bytes());
    }

    @Override
    public Bytes hash(Bytes whole, int from, int to) {
        return hash(whole.slice(from, to));
    }

    @Override
    public Bytes mac(Secret key, Bytes... parts) {
        return Bytes.wrap(
                new KeyedHash(6, 6).add(key.bytes()).add(joined(parts)).bytes());
    }

    @Override
    public Secret derive(Secret source, Bytes salt, Label label, Bytes context, int length) {
        if (length < 1 || length > LONGEST_DERIVED) {
            throw new IllegalArgumentException("A derived key has 1 to " + LONGEST_DERIVED + " bytes");
        }
        byte[] derived = new byte[length];
        for (int from = 0, block = 0; from < length; from += KeyedHash.BYTES, block++) {
            byte[] part = new KeyedHash(7, block)
                    .add(source.bytes())
                    .add(salt.toArray())
                    .add(label.bytes().toArray())
                    .add(context.toArray())
                    .bytes();
            System.arraycopy(part, 0, derived, from, Math.min(KeyedHash.BYTES, length - from));
        }
        return Secret.wrap(derived);
    }

    @Override
    public SigningKey newSigningKey(Randomness randomness) {
        return new SimulatedSigningKey(keys, randomness.bytes(SimulatedKeys.BYTES));
    }

    @Override
    public SigningKey signingKey(Secret saved) throws MalformedException {
        return new SimulatedSigningKey(keys, sized(saved));
    }

    @Override
    public boolean verify(Bytes publicKey, Label label, Bytes message, Bytes signature) {
        byte[] secret = keys.secretOf(publicKey);
        return secret != null
                && SimulatedSigningKey.sign(secret, label, message).equals(signature);
    }

    @Override
    public KeyPair newLinkKey(Randomness randomness) {
        return pair(randomness.bytes(SimulatedKeys.BYTES));
    }

    @Override
    public KeyPair newBoxKey(Randomness randomness) {
        return pair(randomness.bytes(SimulatedKeys.BYTES));
    }

    @Override
    public KeyPair linkKey(Secret saved) throws MalformedException {
        return pair(sized(saved));
    }

    @Override
    public KeyPair linkKeyOf(SigningKey key) {
        return pair(key.secret().bytes());
    }

    /** All keys of one secret have one public half here. */
    @Override
    public boolean isLinkKeyOf(Bytes linkKey, Bytes signingKey) {
        return linkKey.equals(signingKey);
    }

    @Override
    public KeyPair boxKey(Secret saved) throws MalformedException {
        return pair(sized(saved));
    }

    @Override
    public Handshake initiate(Bytes prologue, KeyPair own, Bytes remoteLinkKey, Secret psk, Randomness randomness) {
        if (!isLinkKey(remoteLinkKey)) {
            throw new IllegalArgumentException("not a link key; isLinkKey() tells");
        }
        return new SimulatedHandshake(keys, true, prologue, own, remoteLinkKey, psk, randomness);
    }

    @Override
    public Handshake respond(Bytes prologue, KeyPair own, Secret psk, Randomness randomness) {
        return new SimulatedHandshake(keys, false, prologue, own, null, psk, randomness);
    }

    @Override
    public RecordCipher recordCipher(Secret key) {
        return new SimulatedRecordCipher(key);
    }

    @Override
    public PacketKey packetKey(Secret epoch, Bytes author, Bytes salt) {
        return new SimulatedPacketKey(epoch, author, salt);
    }

    @Override
    public Bytes box(Bytes recipient, Label label, Bytes context, Bytes plaintext, Randomness randomness)
            throws MalformedException {
        if (recipient.size() != SimulatedKeys.BYTES) {
            throw new MalformedException("not a box key");
        }
        byte[] secret = randomness.bytes(SimulatedKeys.BYTES);
        Bytes ephemeral = keys.publicOf(secret);
        Bytes sealed = boxSealing(keys.agree(secret, recipient), label, context).seal(plaintext);
        return Bytes.wrap(joined(ephemeral, sealed));
    }

    @Override
    public Bytes unbox(KeyPair recipient, Label label, Bytes context, Bytes box) throws MalformedException {
        if (box.size() < SimulatedKeys.BYTES + Sealing.TAG) {
            throw new MalformedException("box is too short");
        }
        Bytes ephemeral = box.slice(0, SimulatedKeys.BYTES);
        byte[] agreed = keys.agree(recipient.secret().bytes(), ephemeral);
        return boxSealing(agreed, label, context).open(box.slice(SimulatedKeys.BYTES, box.size()));
    }

    @Override
    public ValueCipher valueCipher(Secret key, Randomness randomness) {
        return new SimulatedValueCipher(key, randomness);
    }

    @Override
    public Keystore keystore(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws KeystoreException {
        return SimulatedKeystore.open(area, passphrase, create, randomness);
    }

    private KeyPair pair(byte[] secret) {
        return new KeyPair(keys.publicOf(secret), Secret.wrap(secret));
    }

    private static Sealing boxSealing(byte[] agreed, Label label, Bytes context) {
        return Sealing.under(agreed, label.bytes().toArray(), context.toArray());
    }

    private static byte[] sized(Secret saved) throws MalformedException {
        if (saved.size() != SimulatedKeys.BYTES) {
            throw new MalformedException("saved key is not " + SimulatedKeys.BYTES + " bytes");
        }
        return saved.bytes();
    }

    private static byte[] joined(Bytes... parts) {
        int size = 0;
        for (Bytes part : parts) {
            size += part.size();
        }
        byte[] joined = new byte[size];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(joined, at);
            at += part.size();
        }
        return joined;
    }
}
