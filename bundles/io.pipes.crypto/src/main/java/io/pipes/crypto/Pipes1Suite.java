// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.hpke.Hpke;
import io.pipes.crypto.hpke.XWingKem;
import io.pipes.crypto.keystore.KeystoreFolder;
import io.pipes.crypto.noise.LinkHandshake;
import io.pipes.crypto.packet.AesPacketKey;
import io.pipes.crypto.primitive.Ed25519Key;
import io.pipes.crypto.primitive.Hkdf;
import io.pipes.crypto.primitive.Sha256;
import io.pipes.crypto.primitive.X25519Key;
import io.pipes.crypto.primitive.XWingKey;
import io.pipes.crypto.record.AesRecordCipher;
import io.pipes.crypto.record.WarmUp;
import io.pipes.crypto.sign.CoseSign1;
import io.pipes.crypto.sign.CoseSigningKey;
import io.pipes.crypto.value.AesValueCipher;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.RecordCipher;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.crypto.ValueCipher;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * {@code PIPES1}: X25519 with ML-KEM-768, Ed25519, AES-256-GCM, SHA-256, HKDF-SHA256 and Argon2id. Without state; works the same with
 * and without a container.
 */
@Component
public final class Pipes1Suite implements CryptoSuite {
    public static final String NAME = "PIPES1";

    private static final Bytes NOTHING = Bytes.EMPTY;

    private final Hpke boxes = new Hpke(new XWingKem());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void warmUp() {
        WarmUp.run();
    }

    @Override
    public Bytes hash(Bytes... parts) {
        MessageDigest digest = Sha256.digest();
        for (Bytes part : parts) {
            part.update(digest);
        }
        return Bytes.wrap(digest.digest());
    }

    @Override
    public Bytes hash(Bytes whole, int from, int to) {
        MessageDigest digest = Sha256.digest();
        whole.update(from, to, digest);
        return Bytes.wrap(digest.digest());
    }

    @Override
    public Bytes mac(Secret key, Bytes... parts) {
        return wiping(key, bytes -> Bytes.wrap(Sha256.hmac(bytes, Joined.of(parts))));
    }

    @Override
    public Secret derive(Secret source, Bytes salt, Label label, Bytes context, int length) {
        byte[] info = Joined.of(label.bytes(), context);
        return wiping(source, bytes -> Secret.wrap(Hkdf.derive(salt.toArray(), bytes, info, length)));
    }

    @Override
    public SigningKey newSigningKey(Randomness randomness) {
        return new CoseSigningKey(randomness.bytes(Ed25519Key.SEED_BYTES));
    }

    @Override
    public SigningKey signingKey(Secret saved) throws MalformedException {
        return new CoseSigningKey(sized(saved, Ed25519Key.SEED_BYTES));
    }

    @Override
    public boolean verify(Bytes publicKey, Label label, Bytes message, Bytes signature) {
        return CoseSign1.verify(publicKey, label, message, signature);
    }

    @Override
    public KeyPair newLinkKey(Randomness randomness) {
        return linkPair(randomness.bytes(X25519Key.BYTES));
    }

    @Override
    public KeyPair linkKey(Secret saved) throws MalformedException {
        return linkPair(sized(saved, X25519Key.BYTES));
    }

    @Override
    public KeyPair linkKeyOf(SigningKey key) {
        return linkPair(wiping(key.secret(), seed -> new Ed25519Key(seed).scalar()));
    }

    @Override
    public boolean isLinkKeyOf(Bytes linkKey, Bytes signingKey) {
        return X25519Key.isSamePoint(linkKey.toArray(), signingKey.toArray());
    }

    private static KeyPair linkPair(byte[] secret) {
        return new KeyPair(Bytes.wrap(new X25519Key(secret).publicKey()), Secret.wrap(secret));
    }

    @Override
    public KeyPair newBoxKey(Randomness randomness) {
        return boxPair(randomness.bytes(XWingKey.SEED_BYTES));
    }

    @Override
    public KeyPair boxKey(Secret saved) throws MalformedException {
        return boxPair(sized(saved, XWingKey.SEED_BYTES));
    }

    private static KeyPair boxPair(byte[] seed) {
        return new KeyPair(Bytes.wrap(new XWingKey(seed).publicKey()), Secret.wrap(seed));
    }

    @Override
    public Handshake initiate(Bytes prologue, KeyPair own, Bytes remoteLinkKey, Secret psk, Randomness randomness) {
        byte[] remote = remoteLinkKey.toArray();
        if (!X25519Key.isPublicKey(remote)) {
            throw new IllegalArgumentException("not a link key; isLinkKey() tells");
        }
        X25519Key key = wiping(own.secret(), X25519Key::new);
        return LinkHandshake.initiate(prologue.toArray(), key, remote, psk.bytes(), randomness);
    }

    @Override
    public Handshake respond(Bytes prologue, KeyPair own, Secret psk, Randomness randomness) {
        X25519Key key = wiping(own.secret(), X25519Key::new);
        return LinkHandshake.respond(prologue.toArray(), key, psk.bytes(), randomness);
    }

    @Override
    public boolean isLinkKey(Bytes publicKey) {
        return X25519Key.isPublicKey(publicKey.toArray());
    }

    @Override
    public RecordCipher recordCipher(Secret key) {
        return wiping(key, AesRecordCipher::new);
    }

    @Override
    public PacketKey packetKey(Secret epoch, Bytes author, Bytes salt) {
        return wiping(epoch, bytes -> new AesPacketKey(bytes, author, salt));
    }

    @Override
    public Bytes box(Bytes recipient, Label label, Bytes context, Bytes plaintext, Randomness randomness)
            throws MalformedException {
        byte[] info = Joined.of(label.bytes(), context);
        byte[] random = randomness.bytes(XWingKey.RANDOM_BYTES);
        try {
            return Bytes.wrap(boxes.seal(recipient.toArray(), info, NOTHING.toArray(), plaintext.toArray(), random));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("not a box key");
        }
    }

    @Override
    public Bytes unbox(KeyPair recipient, Label label, Bytes context, Bytes box) throws MalformedException {
        byte[] info = Joined.of(label.bytes(), context);
        byte[] secret = recipient.secret().bytes();
        try {
            return Bytes.wrap(boxes.open(secret, info, NOTHING.toArray(), box.toArray()));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("box does not open with this key and context");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    public ValueCipher valueCipher(Secret key, Randomness randomness) {
        return wiping(key, bytes -> new AesValueCipher(bytes, randomness));
    }

    @Override
    public Keystore keystore(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws KeystoreException {
        return new KeystoreFolder(area, randomness).open(passphrase, create);
    }

    /** Uses the bytes of a secret and wipes the copy. */
    private static <T> T wiping(Secret secret, Function<byte[], T> use) {
        byte[] bytes = secret.bytes();
        try {
            return use.apply(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] sized(Secret saved, int size) throws MalformedException {
        if (saved.size() != size) {
            throw new MalformedException("saved key is not " + size + " bytes");
        }
        return saved.bytes();
    }
}
