// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.testkit.time.SeededRandomness;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link Handshake} promises. Inherit it in the tests of a suite. */
public abstract class HandshakeContractTest {
    private static final Bytes PROLOGUE = Bytes.utf8("version and network");
    private static final Bytes HELLO = Bytes.utf8("hello");

    private final Randomness randomness = new SeededRandomness(1);
    private final CryptoSuite suite = suite();
    private final KeyPair caller = suite.newLinkKey(randomness);
    private final KeyPair callee = suite.newLinkKey(randomness);
    private final Secret psk = Secret.random(randomness, 32);

    /** A suite; called once per test. */
    protected abstract CryptoSuite suite();

    @Test
    void both_sides_get_the_same_and_know_each_other() throws MalformedException {
        Handshake one = initiate(callee.publicKey(), psk);
        Handshake other = respond(PROLOGUE, callee, psk);

        assertThat(other.read(one.write(HELLO))).isEqualTo(HELLO);
        assertThat(other.remoteLinkKey()).isEqualTo(caller.publicKey());
        assertThat(one.read(other.write(Bytes.EMPTY))).isEqualTo(Bytes.EMPTY);

        assertThat(one.complete()).isTrue();
        assertThat(other.complete()).isTrue();
        SessionSecret shared = one.secret();
        assertThat(shared).isEqualTo(other.secret());
        assertThat(shared.toInitiator()).isNotEqualTo(shared.toResponder());
        assertThat(one.remoteLinkKey()).isEqualTo(callee.publicKey());
    }

    @Test
    void two_handshakes_have_nothing_in_common() throws MalformedException {
        assertThat(session().binding()).isNotEqualTo(session().binding());
    }

    @Test
    void only_the_same_prologue_psk_and_link_key_fit() {
        Secret otherPsk = Secret.random(randomness, 32);

        assertMalformed(() -> respond(PROLOGUE, callee, otherPsk).read(first(callee)));
        assertMalformed(() -> respond(HELLO, callee, psk).read(first(callee)));
        assertMalformed(
                () -> respond(PROLOGUE, suite.newLinkKey(randomness), psk).read(first(callee)));
    }

    @Test
    void nobody_calls_with_a_key_of_somebody_else() {
        KeyPair impostor =
                new KeyPair(caller.publicKey(), suite.newLinkKey(randomness).secret());
        Handshake claiming = suite.initiate(PROLOGUE, impostor, callee.publicKey(), psk, randomness);

        Handshake other = respond(PROLOGUE, callee, psk);
        try {
            other.read(claiming.write(HELLO));
            assertThat(other.remoteLinkKey()).isNotEqualTo(caller.publicKey());
        } catch (MalformedException refused) {
            assertThat(other.complete()).isFalse();
        }
    }

    @Test
    void a_changed_byte_anywhere_is_noticed() throws MalformedException {
        Bytes first = first(callee);
        for (int at = 0; at < first.size(); at += 7) {
            Bytes changed = flipped(first, at);
            assertMalformed(() -> respond(PROLOGUE, callee, psk).read(changed));
        }

        for (int at = 0; at < 60; at += 7) {
            Handshake one = initiate(callee.publicKey(), psk);
            Handshake other = respond(PROLOGUE, callee, psk);
            other.read(one.write(HELLO));
            Bytes changed = flipped(other.write(HELLO), at);
            assertMalformed(() -> one.read(changed));
            assertThatThrownBy(one::secret).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void messages_of_a_wrong_size_are_malformed() {
        Bytes first = first(callee);

        assertMalformed(() -> respond(PROLOGUE, callee, psk).read(Bytes.EMPTY));
        assertMalformed(() -> respond(PROLOGUE, callee, psk).read(first.slice(0, first.size() - 1)));
        assertMalformed(() -> respond(PROLOGUE, callee, psk).read(Bytes.wrap(new byte[Handshake.MAX_MESSAGE + 1])));
        assertThatThrownBy(
                        () -> initiate(callee.publicKey(), psk).write(Bytes.wrap(new byte[Handshake.MAX_PAYLOAD + 1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(initiate(callee.publicKey(), psk)
                        .write(Bytes.wrap(new byte[Handshake.MAX_PAYLOAD]))
                        .size())
                .isLessThanOrEqualTo(Handshake.MAX_MESSAGE);
    }

    @Test
    void the_first_bytes_of_message_one_differ_each_time() {
        assertThat(first(callee).slice(0, Handshake.EPHEMERAL_BYTES))
                .isNotEqualTo(first(callee).slice(0, Handshake.EPHEMERAL_BYTES));
    }

    @Test
    void calls_out_of_turn_are_a_mistake() {
        assertThatThrownBy(() -> respond(PROLOGUE, callee, psk).write(HELLO)).isInstanceOf(IllegalStateException.class);
        Handshake one = initiate(callee.publicKey(), psk);
        assertThatThrownBy(one::secret).isInstanceOf(IllegalStateException.class);
        one.write(HELLO);
        assertThatThrownBy(() -> one.write(HELLO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_is_not_a_link_key_cannot_be_called() {
        assertThatThrownBy(() -> initiate(Bytes.EMPTY, psk)).isInstanceOf(IllegalArgumentException.class);
    }

    private SessionSecret session() throws MalformedException {
        Handshake one = initiate(callee.publicKey(), psk);
        Handshake other = respond(PROLOGUE, callee, psk);
        other.read(one.write(HELLO));
        one.read(other.write(HELLO));
        return one.secret();
    }

    private Bytes first(KeyPair to) {
        return initiate(to.publicKey(), psk).write(HELLO);
    }

    private Handshake initiate(Bytes remote, Secret secret) {
        return suite.initiate(PROLOGUE, caller, remote, secret, randomness);
    }

    private Handshake respond(Bytes prologue, KeyPair own, Secret secret) {
        return suite.respond(prologue, own, secret, randomness);
    }

    private static Bytes flipped(Bytes bytes, int at) {
        byte[] copy = bytes.toArray();
        copy[at % copy.length] ^= 1;
        return Bytes.wrap(copy);
    }

    private static void assertMalformed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(MalformedException.class);
    }
}
