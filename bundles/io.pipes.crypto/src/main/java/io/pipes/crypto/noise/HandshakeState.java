// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static io.pipes.crypto.noise.HandshakeKeys.present;

import io.pipes.crypto.primitive.AesGcm;
import io.pipes.crypto.primitive.Encapsulated;
import io.pipes.crypto.primitive.MlKem768Key;
import io.pipes.crypto.primitive.X25519Key;
import io.pipes.spi.crypto.Handshake;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tokens of a pattern, as section 5.3 of the Noise specification and the hybrid forward secrecy extension have it.
 *
 * <pre>
 *   WRITE or READ, in turn  --last message-->  done: split() once
 *        any failed read, or a write that the other side's keys make impossible  -->  dead: every further call is refused
 * </pre>
 */
final class HandshakeState {
    private final HandshakePattern pattern;
    private final boolean initiator;
    private final HandshakeKeys keys;
    private final IntFunction<byte[]> random;
    private final SymmetricState symmetric;

    private @Nullable X25519Key ephemeral;
    private @Nullable MlKem768Key kemKey;
    private byte @Nullable [] remoteStatic;
    private byte @Nullable [] remoteEphemeral;
    private byte @Nullable [] remoteKemKey;
    private int turn;
    private boolean dead;

    /** @param random gives fresh random bytes: 32 for an ephemeral key, 64 for an ephemeral ML-KEM key, 32 to encapsulate */
    HandshakeState(
            HandshakePattern pattern,
            boolean initiator,
            byte[] prologue,
            HandshakeKeys keys,
            IntFunction<byte[]> random) {
        this.pattern = pattern;
        this.initiator = initiator;
        this.keys = keys;
        this.random = random;
        symmetric = new SymmetricState(pattern.protocolName());
        symmetric.mixHash(prologue);
        mixKnownKeys();
    }

    private void mixKnownKeys() {
        remoteStatic = keys.remote();
        if (pattern.initiatorKnown()) {
            symmetric.mixHash(initiator ? keys.requireOwn().publicKey() : keys.requireRemote());
        }
        if (pattern.responderKnown()) {
            symmetric.mixHash(
                    initiator ? keys.requireRemote() : keys.requireOwn().publicKey());
        }
    }

    byte[] write(byte[] payload) throws GeneralSecurityException {
        List<Token> tokens = begin(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Token token : tokens) {
            out.writeBytes(send(token));
        }
        out.writeBytes(symmetric.encryptAndHash(payload));
        return end(out.toByteArray());
    }

    byte[] read(byte[] message) throws GeneralSecurityException {
        List<Token> tokens = begin(false);
        if (message.length > Handshake.MAX_MESSAGE) {
            throw new GeneralSecurityException("handshake message is too long");
        }
        MessageReader in = new MessageReader(message);
        for (Token token : tokens) {
            receive(token, in);
        }
        return end(symmetric.decryptAndHash(in.rest()));
    }

    /** Dead until proven otherwise: whatever is thrown between here and {@link #end} leaves a handshake nobody can use. */
    private List<Token> begin(boolean writing) {
        if (dead || complete() || writing != (initiator == (turn % 2 == 0))) {
            throw new IllegalStateException("not this side's turn in the handshake");
        }
        dead = true;
        return pattern.messages().get(turn);
    }

    private byte[] end(byte[] result) {
        turn++;
        dead = false;
        return result;
    }

    private byte[] send(Token token) throws GeneralSecurityException {
        return switch (token) {
            case E -> sendEphemeral();
            case S -> symmetric.encryptAndHash(keys.requireOwn().publicKey());
            case E1 -> {
                kemKey = new MlKem768Key(random.apply(MlKem768Key.SEED_BYTES));
                yield symmetric.encryptAndHash(kemKey.publicKey());
            }
            case EKEM1 -> sendKemAnswer();
            case EE, ES, SE, SS, PSK -> {
                mix(token);
                yield new byte[0];
            }
        };
    }

    private byte[] sendEphemeral() {
        X25519Key made = new X25519Key(random.apply(X25519Key.BYTES));
        ephemeral = made;
        mixEphemeral(made.publicKey());
        return made.publicKey();
    }

    private byte[] sendKemAnswer() throws GeneralSecurityException {
        byte[] peer = present(remoteKemKey, "the other side's ML-KEM key");
        Encapsulated made = MlKem768Key.encapsulate(peer, random.apply(MlKem768Key.RANDOM_BYTES));
        byte[] sent = symmetric.encryptAndHash(made.ciphertext());
        symmetric.mixKey(made.secret());
        return sent;
    }

    private void receive(Token token, MessageReader in) throws GeneralSecurityException {
        switch (token) {
            case E -> {
                remoteEphemeral = in.next(X25519Key.BYTES);
                mixEphemeral(remoteEphemeral);
            }
            case S -> remoteStatic = symmetric.decryptAndHash(in.next(onTheWire(X25519Key.BYTES)));
            case E1 -> {
                remoteKemKey = symmetric.decryptAndHash(in.next(onTheWire(MlKem768Key.PUBLIC_BYTES)));
                MlKem768Key.check(remoteKemKey);
            }
            case EKEM1 -> {
                byte[] answer = symmetric.decryptAndHash(in.next(onTheWire(MlKem768Key.CIPHERTEXT_BYTES)));
                symmetric.mixKey(present(kemKey, "an ML-KEM key").decapsulate(answer));
            }
            case EE, ES, SE, SS, PSK -> mix(token);
        }
    }

    private void mixEphemeral(byte[] publicKey) {
        symmetric.mixHash(publicKey);
        if (pattern.hasPsk()) {
            // With a pre-shared key the ephemeral also randomises the key, see section 9.2 of the Noise specification.
            symmetric.mixKey(publicKey);
        }
    }

    private void mix(Token token) throws GeneralSecurityException {
        switch (token) {
            case EE -> symmetric.mixKey(present(ephemeral, "an ephemeral key").agree(theirEphemeral()));
            case SS -> symmetric.mixKey(keys.requireOwn().agree(theirStatic()));
            case ES -> mixCrossed(initiator);
            case SE -> mixCrossed(!initiator);
            case PSK -> symmetric.mixKeyAndHash(keys.requirePsk());
            default -> throw new IllegalStateException(token + " sends something");
        }
    }

    private void mixCrossed(boolean ownEphemeral) throws GeneralSecurityException {
        symmetric.mixKey(
                ownEphemeral
                        ? present(ephemeral, "an ephemeral key").agree(theirStatic())
                        : keys.requireOwn().agree(theirEphemeral()));
    }

    private int onTheWire(int length) {
        return symmetric.hasKey() ? length + AesGcm.TAG_BYTES : length;
    }

    private byte[] theirEphemeral() {
        return present(remoteEphemeral, "the other side's ephemeral key");
    }

    byte[] theirStatic() {
        return present(remoteStatic, "the other side's static key").clone();
    }

    boolean complete() {
        return turn == pattern.messages().size();
    }

    /** Nobody can use this handshake any more. */
    void abandon() {
        dead = true;
    }

    Split split() {
        if (dead || !complete()) {
            throw new IllegalStateException("the handshake is not complete");
        }
        dead = true;
        return symmetric.split();
    }
}
