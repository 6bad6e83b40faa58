// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.X25519Key;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.SessionSecret;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** {@code Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256} behind the SPI. */
public final class LinkHandshake implements Handshake {
    private final HandshakeState state;

    private LinkHandshake(HandshakeState state) {
        this.state = state;
    }

    /** @param remote a key that {@link X25519Key#isPublicKey} accepts */
    public static LinkHandshake initiate(
            byte[] prologue, X25519Key own, byte[] remote, byte[] psk, Randomness randomness) {
        return start(true, prologue, own, remote, psk, randomness);
    }

    public static LinkHandshake respond(byte[] prologue, X25519Key own, byte[] psk, Randomness randomness) {
        return start(false, prologue, own, null, psk, randomness);
    }

    private static LinkHandshake start(
            boolean initiator,
            byte[] prologue,
            X25519Key own,
            byte @Nullable [] remote,
            byte[] psk,
            Randomness randomness) {
        HandshakeKeys keys = new HandshakeKeys(own, remote, psk);
        return new LinkHandshake(
                new HandshakeState(HandshakePattern.LINK, initiator, prologue, keys, randomness::bytes));
    }

    @Override
    public Bytes write(Bytes payload) {
        if (payload.size() > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a handshake payload has at most " + MAX_PAYLOAD + " bytes");
        }
        try {
            return Bytes.wrap(state.write(payload.toArray()));
        } catch (GeneralSecurityException e) {
            // Every key a write uses was checked when it was read or handed in.
            throw new IllegalStateException("cannot write the handshake message", e);
        }
    }

    @Override
    public Bytes read(Bytes message) throws MalformedException {
        byte[] payload = decrypt(message);
        if (payload.length > MAX_PAYLOAD) {
            state.abandon();
            throw new MalformedException("handshake payload is too long");
        }
        return Bytes.wrap(payload);
    }

    private byte[] decrypt(Bytes message) throws MalformedException {
        try {
            return state.read(message.toArray());
        } catch (GeneralSecurityException e) {
            // One sentence for every cause: the other side must not learn how far it came.
            throw new MalformedException("handshake message was not made for this handshake");
        }
    }

    @Override
    public Bytes remoteLinkKey() {
        return Bytes.wrap(state.theirStatic());
    }

    @Override
    public boolean complete() {
        return state.complete();
    }

    @Override
    public SessionSecret secret() {
        Split split = state.split();
        return new SessionSecret(
                Secret.wrap(split.toResponder()), Secret.wrap(split.toInitiator()), Bytes.wrap(split.hash()));
    }

    @Override
    public String toString() {
        return "LinkHandshake[***]";
    }
}
