// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.crypto.SeededRandomness;
import io.pipes.crypto.primitive.X25519Key;
import java.util.Arrays;

class HandshakeFuzzTest {
    private static final byte[] PROLOGUE = {1};
    private static final byte[] PSK = new byte[32];
    private static final X25519Key NORTH = new X25519Key(filled(1));
    private static final X25519Key SOUTH = new X25519Key(filled(2));
    private static final int EPHEMERAL = 32;
    private static final int KEM_KEY = 1184;

    /** What a stranger sends. Without the shared key nothing he makes is answered. */
    @FuzzTest(maxDuration = "20s")
    void whatever_a_stranger_sends_is_refused(byte[] message) {
        LinkHandshake called = LinkHandshake.respond(PROLOGUE, SOUTH, filled(9), new SeededRandomness(1));

        assertThat(reads(called, Bytes.copyOf(message))).isFalse();
    }

    /** What a member with all the keys sends: every field of message 1 is his to choose. Refused, or answered without any trouble. */
    @FuzzTest(maxDuration = "20s")
    void whatever_a_member_puts_into_the_first_message_does_no_harm(byte[] fields) {
        byte[] message = member(fields);
        LinkHandshake called = LinkHandshake.respond(PROLOGUE, SOUTH, PSK, new SeededRandomness(1));

        if (reads(called, Bytes.copyOf(message))) {
            called.write(Bytes.EMPTY);
            assertThat(called.complete()).isTrue();
            assertThat(called.secret().binding().size()).isEqualTo(32);
        }
    }

    /**
     * Both sides, with a network between them that does what the script says: passes, changes, cuts, swaps. If both believe to have come
     * through, they share the same secrets.
     */
    @FuzzTest(maxDuration = "20s")
    void two_sides_that_come_through_agree(byte[] script) {
        new Scene().play(Arrays.copyOf(script, Math.min(script.length, 24)));
    }

    private static boolean reads(LinkHandshake handshake, Bytes message) {
        try {
            handshake.read(message);
            return true;
        } catch (MalformedException refused) {
            return false;
        }
    }

    /** Ephemeral secret, ML-KEM key, whether the static key is honest, payload: missing bytes are zeros. */
    private static byte[] member(byte[] fields) {
        byte[] padded = Arrays.copyOf(fields, Math.max(fields.length, EPHEMERAL + KEM_KEY + 1));
        X25519Key ephemeral = new X25519Key(Arrays.copyOf(padded, EPHEMERAL));
        byte[] kemKey = Arrays.copyOfRange(padded, EPHEMERAL, EPHEMERAL + KEM_KEY);
        boolean honest = padded[EPHEMERAL + KEM_KEY] % 2 == 0;
        byte[] payload = Arrays.copyOfRange(padded, EPHEMERAL + KEM_KEY + 1, padded.length);
        try {
            SymmetricState state = new SymmetricState(HandshakePattern.LINK.protocolName());
            state.mixHash(PROLOGUE);
            state.mixHash(SOUTH.publicKey());
            state.mixKeyAndHash(PSK);
            state.mixHash(ephemeral.publicKey());
            state.mixKey(ephemeral.publicKey());
            state.mixKey(ephemeral.agree(SOUTH.publicKey()));
            byte[] first = state.encryptAndHash(kemKey);
            byte[] second = state.encryptAndHash(honest ? NORTH.publicKey() : new byte[32]);
            state.mixKey(NORTH.agree(SOUTH.publicKey()));
            return joined(ephemeral.publicKey(), first, second, state.encryptAndHash(payload));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static final class Scene {
        private final LinkHandshake caller =
                LinkHandshake.initiate(PROLOGUE, NORTH, SOUTH.publicKey(), PSK, new SeededRandomness(1));
        private final LinkHandshake called = LinkHandshake.respond(PROLOGUE, SOUTH, PSK, new SeededRandomness(2));
        private Bytes toCalled = Bytes.EMPTY;
        private Bytes toCaller = Bytes.EMPTY;

        void play(byte[] script) {
            for (int i = 0; i < script.length; i++) {
                int argument = i + 1 < script.length ? script[i + 1] & 0xff : 0;
                step(script[i] & 0xf, argument);
            }
            if (caller.complete() && called.complete()) {
                compare();
            }
        }

        private void step(int action, int argument) {
            try {
                switch (action) {
                    case 0 -> toCalled = caller.write(Bytes.wrap(new byte[argument]));
                    case 1 -> called.read(toCalled);
                    case 2 -> toCaller = called.write(Bytes.wrap(new byte[argument]));
                    case 3 -> caller.read(toCaller);
                    case 4 -> toCalled = changed(toCalled, argument);
                    case 5 -> toCaller = changed(toCaller, argument);
                    case 6 -> toCalled = toCalled.slice(0, Math.max(0, toCalled.size() - argument));
                    case 7 -> toCaller = toCaller.slice(0, Math.max(0, toCaller.size() - argument));
                    case 8 -> toCalled = toCaller;
                    case 9 -> toCaller = toCalled;
                    default -> called.remoteLinkKey();
                }
            } catch (MalformedException | IllegalStateException expected) {
                // Bad input, or a call out of turn: both are what the contract says.
            }
        }

        private static Bytes changed(Bytes message, int argument) {
            if (message.isEmpty()) {
                return message;
            }
            byte[] bytes = message.toArray();
            bytes[argument * 5 % bytes.length] ^= (byte) (1 << argument % 8);
            return Bytes.wrap(bytes);
        }

        private void compare() {
            assertThat(caller.secret()).isEqualTo(called.secret());
        }
    }
}
