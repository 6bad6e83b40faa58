// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final Bytes PROLOGUE = Bytes.utf8("version 1, network n");
    private static final Bytes HELLO = Bytes.utf8("hello");
    private static final Bytes WELCOME = Bytes.utf8("welcome");

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SeededRandomness(1);
    private final KeyPair north = suite.newLinkKey(randomness);
    private final KeyPair south = suite.newLinkKey(randomness);
    private final Secret psk = Secret.random(randomness, 32);
    private final Handshake caller = suite.initiate(PROLOGUE, north, south.publicKey(), psk, randomness);
    private final Handshake called = suite.respond(PROLOGUE, south, psk, randomness);

    @Test
    void both_sides_share_secrets_after_two_messages() throws MalformedException {
        assertThat(called.read(caller.write(HELLO))).isEqualTo(HELLO);
        assertThat(caller.read(called.write(WELCOME))).isEqualTo(WELCOME);

        assertThat(caller.complete()).isTrue();
        assertThat(called.complete()).isTrue();
        SessionSecret mine = caller.secret();
        SessionSecret yours = called.secret();
        assertThat(mine).isEqualTo(yours);
        assertThat(mine.toInitiator()).isNotEqualTo(mine.toResponder());
        assertThat(mine.binding().size()).isEqualTo(32);
    }

    @Test
    void the_called_side_learns_who_called() throws MalformedException {
        called.read(caller.write(HELLO));

        assertThat(called.remoteLinkKey()).isEqualTo(north.publicKey());
        assertThat(caller.remoteLinkKey()).isEqualTo(south.publicKey());
    }

    @Test
    void the_first_message_begins_with_the_ephemeral_key() {
        Bytes first = caller.write(HELLO);
        Bytes second = suite.initiate(PROLOGUE, north, south.publicKey(), psk, randomness)
                .write(HELLO);

        assertThat(first.size()).isEqualTo(32 + 1184 + 16 + 32 + 16 + HELLO.size() + 16);
        assertThat(first.slice(0, Handshake.EPHEMERAL_BYTES)).isNotEqualTo(second.slice(0, Handshake.EPHEMERAL_BYTES));
    }

    @Test
    void two_handshakes_between_the_same_nodes_share_nothing() throws MalformedException {
        called.read(caller.write(HELLO));
        caller.read(called.write(WELCOME));
        Handshake again = suite.initiate(PROLOGUE, north, south.publicKey(), psk, randomness);
        Handshake calledAgain = suite.respond(PROLOGUE, south, psk, randomness);
        calledAgain.read(again.write(HELLO));
        again.read(calledAgain.write(WELCOME));

        SessionSecret first = caller.secret();
        SessionSecret second = again.secret();

        assertThat(first.binding()).isNotEqualTo(second.binding());
        assertThat(first.toResponder()).isNotEqualTo(second.toResponder());
        assertThat(first.toInitiator()).isNotEqualTo(second.toInitiator());
    }

    @Test
    void a_stranger_without_the_shared_key_is_not_answered() {
        Secret guess = Secret.random(randomness, 32);
        Bytes first = suite.initiate(PROLOGUE, north, south.publicKey(), guess, randomness)
                .write(HELLO);

        assertRefuses(called, first);
    }

    @Test
    void a_call_meant_for_another_node_is_refused() {
        KeyPair east = suite.newLinkKey(randomness);
        Bytes first = suite.initiate(PROLOGUE, north, east.publicKey(), psk, randomness)
                .write(HELLO);

        assertRefuses(called, first);
    }

    @Test
    void a_call_from_another_network_is_refused() {
        Bytes other = Bytes.utf8("version 1, network m");
        Bytes first =
                suite.initiate(other, north, south.publicKey(), psk, randomness).write(HELLO);

        assertRefuses(called, first);
    }

    @Test
    void any_changed_byte_of_the_first_message_is_refused() {
        Bytes first = caller.write(HELLO);

        for (Bytes damaged : Tampered.copiesOf(first)) {
            assertRefuses(suite.respond(PROLOGUE, south, psk, randomness), damaged);
        }
    }

    @Test
    void any_changed_byte_of_the_second_message_is_refused() throws MalformedException {
        Randomness same = new SeededRandomness(2);
        Handshake first = suite.initiate(PROLOGUE, north, south.publicKey(), psk, same);
        called.read(first.write(HELLO));
        Bytes second = called.write(WELCOME);

        for (Bytes damaged : Tampered.copiesOf(second)) {
            Handshake replayed = suite.initiate(PROLOGUE, north, south.publicKey(), psk, new SeededRandomness(2));
            replayed.write(HELLO);
            assertRefuses(replayed, damaged);
        }
    }

    @Test
    void an_answer_to_another_call_is_refused() throws MalformedException {
        called.read(caller.write(HELLO));
        Bytes answer = called.write(WELCOME);
        Handshake later = suite.initiate(PROLOGUE, north, south.publicKey(), psk, randomness);
        later.write(HELLO);

        assertRefuses(later, answer);
    }

    @Test
    void a_replayed_first_message_gives_a_session_only_the_first_caller_could_use() throws MalformedException {
        Bytes first = caller.write(HELLO);
        called.read(first);
        caller.read(called.write(WELCOME));
        Handshake tricked = suite.respond(PROLOGUE, south, psk, randomness);
        tricked.read(first);
        tricked.write(WELCOME);

        assertThat(tricked.secret().toInitiator()).isNotEqualTo(caller.secret().toInitiator());
    }

    @Test
    void zero_points_are_refused_wherever_they_stand() {
        Bytes first = caller.write(HELLO);
        byte[] zeroEphemeral = first.toArray();
        java.util.Arrays.fill(zeroEphemeral, 0, 32, (byte) 0);

        assertRefuses(called, Bytes.wrap(zeroEphemeral));
        Bytes zeroKey = Bytes.wrap(new byte[32]);
        assertThat(suite.isLinkKey(zeroKey)).isFalse();
        assertThatThrownBy(() -> suite.initiate(PROLOGUE, north, zeroKey, psk, randomness))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void payloads_and_messages_have_a_limit() throws MalformedException {
        Bytes longest = Bytes.wrap(new byte[Handshake.MAX_PAYLOAD]);

        Bytes first = caller.write(longest);

        assertThat(first.size()).isLessThanOrEqualTo(Handshake.MAX_MESSAGE);
        assertThat(called.read(first)).isEqualTo(longest);
        Handshake other = suite.initiate(PROLOGUE, north, south.publicKey(), psk, randomness);
        assertThatThrownBy(() -> other.write(Bytes.wrap(new byte[Handshake.MAX_PAYLOAD + 1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertRefuses(suite.respond(PROLOGUE, south, psk, randomness), Bytes.wrap(new byte[Handshake.MAX_MESSAGE + 1]));
    }

    @Test
    void calls_out_of_turn_are_a_mistake_of_the_caller() throws MalformedException {
        assertThatThrownBy(() -> called.write(WELCOME)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> caller.read(HELLO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(caller::secret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(called::remoteLinkKey).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_secret_is_printed() throws MalformedException {
        called.read(caller.write(HELLO));
        caller.read(called.write(WELCOME));

        assertThat(caller.toString()).isEqualTo("LinkHandshake[***]");
        assertThat(north.toString()).contains("***");
        assertThat(caller.secret().toString()).contains("toResponder=***").contains("toInitiator=***");
    }

    /** Refused with the checked exception, and dead afterwards. */
    private static void assertRefuses(Handshake handshake, Bytes message) {
        assertThatThrownBy(() -> handshake.read(message)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> handshake.read(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> handshake.write(WELCOME)).isInstanceOf(IllegalStateException.class);
    }
}
