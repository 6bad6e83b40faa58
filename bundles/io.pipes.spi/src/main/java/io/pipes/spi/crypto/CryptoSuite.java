// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One fixed set of algorithms; there is no negotiation. The production suite is {@code PIPES1}.
 *
 * <p><b>Threads.</b> The suite itself may be used from any thread; the objects it makes belong to one thread at a time unless
 * they say otherwise. Nothing here blocks on the outside world, but {@link #keystore} may take 200 ms with a passphrase.
 *
 * <p><b>Failure.</b> Bytes that do not verify, decrypt or parse lead to {@link MalformedException}, never to another exception.
 *
 * <p><b>Ownership.</b> Secrets stay the caller's unless a method says that it takes them over.
 */
@ConsumerType
public interface CryptoSuite {
    /** What network metadata shows as the security protocol. */
    String name();

    /**
     * Makes the code that records pass through fast, if there is anything to gain; called once by a process that is about to have
     * links, on a thread of the blocking executor, which it may keep for some seconds.
     */
    default void warmUp() {}

    /** The suite's 32-byte hash over the concatenated parts. */
    Bytes hash(Bytes... parts);

    /**
     * The same hash over a part of some bytes, without a copy of it.
     *
     * @param from where it begins
     * @param to behind its last byte
     */
    Bytes hash(Bytes whole, int from, int to);

    /** The suite's 32-byte keyed hash over the concatenated parts. */
    Bytes mac(Secret key, Bytes... parts);

    /**
     * Derives a key (HKDF extract and expand).
     *
     * @param label separates purposes; it starts the info string, {@code context} ends it
     * @param length 1 to 255 x 32 bytes
     */
    Secret derive(Secret source, Bytes salt, Label label, Bytes context, int length);

    /** A new signing key pair. */
    SigningKey newSigningKey(Randomness randomness);

    /** The signing key that was saved as {@link SigningKey#secret}. */
    SigningKey signingKey(Secret saved) throws MalformedException;

    /**
     * Checks a signature (a COSE_Sign1 structure with detached payload and the label as external data).
     *
     * @return whether it is one by that key; bad lengths and bad points simply do not verify
     */
    boolean verify(Bytes publicKey, Label label, Bytes message, Bytes signature);

    /** A new key pair for link handshakes. */
    KeyPair newLinkKey(Randomness randomness);

    /**
     * The link key pair that has the secret of a signing key: who signs with that shows that it holds this. Such a signing key is used for
     * nothing else.
     */
    KeyPair linkKeyOf(SigningKey key);

    /** Whether a link key is that of the signing key with this public half; anything that is no key is not. */
    boolean isLinkKeyOf(Bytes linkKey, Bytes signingKey);

    /** A new key pair to which others can box secrets. */
    KeyPair newBoxKey(Randomness randomness);

    /**
     * Starts a handshake as the one who knows the other's link key.
     *
     * @param prologue what both sides must agree on (version, network)
     * @param own this node's link key
     * @param remoteLinkKey one that {@link #isLinkKey} accepts
     * @param psk 32 bytes both sides know
     */
    Handshake initiate(Bytes prologue, KeyPair own, Bytes remoteLinkKey, Secret psk, Randomness randomness);

    /** Starts a handshake as the one who is called; see {@link #initiate}. */
    Handshake respond(Bytes prologue, KeyPair own, Secret psk, Randomness randomness);

    /**
     * Whether a peer's link key can be used with {@link #initiate}, which refuses any other as its caller's mistake. Ask before a
     * link key of somebody else is believed.
     */
    default boolean isLinkKey(Bytes publicKey) {
        return publicKey.size() == 32;
    }

    /** A cipher for one direction of one lane under a 32-byte key. */
    RecordCipher recordCipher(Secret key);

    /**
     * The key of one packet, fresh through its salt.
     *
     * @param epoch the pipeline's 32-byte epoch secret
     * @param author the 32 bytes of the author's node id
     * @param salt 32 random bytes
     */
    PacketKey packetKey(Secret epoch, Bytes author, Bytes salt);

    /**
     * Boxes a secret so that only the owner of a box key can open it.
     *
     * @param recipient the public half of {@link #newBoxKey}
     * @param context bound to the box; the same bytes are needed to open it
     */
    Bytes box(Bytes recipient, Label label, Bytes context, Bytes plaintext, Randomness randomness)
            throws MalformedException;

    /** Opens a box; fails for anyone but its recipient, and with any other label or context. */
    Bytes unbox(KeyPair recipient, Label label, Bytes context, Bytes box) throws MalformedException;

    /** An authenticated cipher for values at rest under a 32-byte key; a fresh random nonce is part of what it writes. */
    ValueCipher valueCipher(Secret key, Randomness randomness);

    /**
     * Opens the keystore in an area of the disk, or makes one where there is none and {@code create} is set.
     *
     * @param passphrase what to unlock with; without it, a key file in the same area (mode 0600) unlocks. Where a key file unlocks it is
     *     not looked at: {@link Keystore#protection} says so, and {@link Keystore#protect} changes it
     * @throws KeystoreException with the reason and the way out
     */
    Keystore keystore(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws KeystoreException;

    /** How a stored key pair is read back. */
    KeyPair linkKey(Secret saved) throws MalformedException;

    /** How a stored box key pair is read back. */
    KeyPair boxKey(Secret saved) throws MalformedException;

    /** Reads a keystore entry that must exist. */
    static Secret require(Keystore keystore, String name) throws KeystoreException {
        Optional<Secret> found = keystore.read(name);
        return found.orElseThrow(() -> new KeystoreException(
                KeystoreException.Reason.DAMAGED,
                "The keystore has no key '" + name + "'. Restore the keys directory from a backup."));
    }
}
