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

/** Does what another suite does and tells the {@link KeyOracle} which secrets its actor gets to see. */
final class WatchedSuite implements CryptoSuite {
    private final CryptoSuite suite;
    private final KeyOracle oracle;
    private final String actor;

    WatchedSuite(CryptoSuite suite, KeyOracle oracle, String actor) {
        this.suite = suite;
        this.oracle = oracle;
        this.actor = actor;
    }

    @Override
    public PacketKey packetKey(Secret epoch, Bytes author, Bytes salt) {
        oracle.give(actor, Bytes.wrap(epoch.bytes()));
        return new WatchedPacketKey(suite.packetKey(epoch, author, salt), author, salt);
    }

    @Override
    public Bytes unbox(KeyPair recipient, Label label, Bytes context, Bytes box) throws MalformedException {
        Bytes content = suite.unbox(recipient, label, context, box);
        oracle.give(actor, content);
        return content;
    }

    @Override
    public Bytes box(Bytes recipient, Label label, Bytes context, Bytes plaintext, Randomness randomness)
            throws MalformedException {
        oracle.give(actor, plaintext);
        return suite.box(recipient, label, context, plaintext, randomness);
    }

    @Override
    public String name() {
        return suite.name();
    }

    @Override
    public Bytes hash(Bytes... parts) {
        return suite.hash(parts);
    }

    @Override
    public Bytes hash(Bytes whole, int from, int to) {
        return suite.hash(whole, from, to);
    }

    @Override
    public Bytes mac(Secret key, Bytes... parts) {
        return suite.mac(key, parts);
    }

    @Override
    public Secret derive(Secret source, Bytes salt, Label label, Bytes context, int length) {
        return suite.derive(source, salt, label, context, length);
    }

    @Override
    public SigningKey newSigningKey(Randomness randomness) {
        return suite.newSigningKey(randomness);
    }

    @Override
    public SigningKey signingKey(Secret saved) throws MalformedException {
        return suite.signingKey(saved);
    }

    @Override
    public boolean verify(Bytes publicKey, Label label, Bytes message, Bytes signature) {
        return suite.verify(publicKey, label, message, signature);
    }

    @Override
    public KeyPair newLinkKey(Randomness randomness) {
        return suite.newLinkKey(randomness);
    }

    @Override
    public KeyPair newBoxKey(Randomness randomness) {
        return suite.newBoxKey(randomness);
    }

    @Override
    public KeyPair linkKey(Secret saved) throws MalformedException {
        return suite.linkKey(saved);
    }

    @Override
    public KeyPair linkKeyOf(SigningKey key) {
        return suite.linkKeyOf(key);
    }

    @Override
    public boolean isLinkKeyOf(Bytes linkKey, Bytes signingKey) {
        return suite.isLinkKeyOf(linkKey, signingKey);
    }

    @Override
    public KeyPair boxKey(Secret saved) throws MalformedException {
        return suite.boxKey(saved);
    }

    @Override
    public Handshake initiate(Bytes prologue, KeyPair own, Bytes remoteLinkKey, Secret psk, Randomness randomness) {
        return suite.initiate(prologue, own, remoteLinkKey, psk, randomness);
    }

    @Override
    public Handshake respond(Bytes prologue, KeyPair own, Secret psk, Randomness randomness) {
        return suite.respond(prologue, own, psk, randomness);
    }

    @Override
    public boolean isLinkKey(Bytes publicKey) {
        return suite.isLinkKey(publicKey);
    }

    @Override
    public RecordCipher recordCipher(Secret key) {
        return suite.recordCipher(key);
    }

    @Override
    public ValueCipher valueCipher(Secret key, Randomness randomness) {
        return suite.valueCipher(key, randomness);
    }

    @Override
    public Keystore keystore(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws KeystoreException {
        return suite.keystore(area, passphrase, create, randomness);
    }

    /** Tells when a packet was sealed or opened. */
    private final class WatchedPacketKey implements PacketKey {
        private final PacketKey key;
        private final Bytes author;
        private final Bytes salt;

        WatchedPacketKey(PacketKey key, Bytes author, Bytes salt) {
            this.key = key;
            this.author = author;
            this.salt = salt;
        }

        @Override
        public Bytes commitment() {
            return key.commitment();
        }

        @Override
        public Bytes seal(Bytes header, Bytes content) {
            oracle.sealed(new KeyOracle.SealedPacket(actor, author, salt, commitment()));
            return key.seal(header, content);
        }

        @Override
        public Bytes open(Bytes header, Bytes ciphertext) throws MalformedException {
            Bytes content = key.open(header, ciphertext);
            oracle.openedBy(actor, commitment());
            return content;
        }
    }
}
