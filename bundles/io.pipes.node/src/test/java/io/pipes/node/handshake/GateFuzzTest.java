// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.link.LinkParts;
import io.pipes.node.link.LinkTiming;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The state machine of one who is called, with real cryptography: callers say what members and joiners have said, changed and in pieces, or
 * something else.
 */
class GateFuzzTest {
    private static final CryptoSuite SUITE = new Pipes1Suite();
    private static final SeededRandomness CHANCE = new SeededRandomness(1);
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(CHANCE.bytes(32)));
    private static final KeyPair CALLED = SUITE.newLinkKey(CHANCE);
    private static final KeyPair CALLER = SUITE.newLinkKey(CHANCE);
    private static final Secret PSK = Secret.random(CHANCE, 32);
    private static final Bytes ANSWER = Bytes.utf8("answer");
    private static final int LONGEST = 33 << 10;

    /** What was said: by a member, by a joiner, by somebody with another secret, to somebody else, for another network. */
    private static final List<Bytes> HEARD = List.of(
            preface(PrefaceKind.MEMBER, PSK, CALLED.publicKey(), NETWORK),
            preface(PrefaceKind.JOINER, PSK, CALLED.publicKey(), NETWORK),
            preface(PrefaceKind.MEMBER, Secret.random(CHANCE, 32), CALLED.publicKey(), NETWORK),
            preface(PrefaceKind.MEMBER, PSK, CALLER.publicKey(), NETWORK),
            preface(PrefaceKind.MEMBER, PSK, CALLED.publicKey(), NetworkId.of(Bytes.wrap(CHANCE.bytes(32)))));

    private static final int GOOD = 2;

    private static Bytes preface(PrefaceKind kind, Secret psk, Bytes called, NetworkId network) {
        Bytes message = SUITE.initiate(Prologue.of(kind, network), CALLER, called, psk, CHANCE)
                .write(Bytes.utf8("let me in"));
        Optional<InvitationId> invitation = kind == PrefaceKind.JOINER
                ? Optional.of(InvitationId.of(Bytes.wrap(CHANCE.bytes(InvitationId.SIZE))))
                : Optional.empty();
        return Preface.make(SUITE, kind, psk, invitation, called, message).encode();
    }

    @FuzzTest(maxDuration = "20s")
    void a_caller_gets_an_answer_for_what_a_member_says_and_silence_for_everything_else(FuzzedDataProvider data) {
        VirtualTime time = new VirtualTime(1);
        OpenDoor door = new OpenDoor(NETWORK, CALLED, PSK, ANSWER);
        Gate gate = new Gate(
                new LinkParts(new SimulatedLoop(time, "node"), SUITE, LinkTiming.DEFAULT),
                CHANCE,
                preface -> preface.fits(SUITE, PSK, CALLED.publicKey()) ? Optional.of(door) : Optional.empty());
        Line line = new Line();
        gate.accepted(line);

        Bytes said = said(data);
        line.deliver(said, data.consumeInt(1, LONGEST));
        boolean good = HEARD.stream().limit(GOOD).anyMatch(said::startsWith) && said.size() <= 32 << 10;
        boolean answered = line.said().size() > 0;

        assertThat(answered).isEqualTo(door.session != null);
        assertThat(!answered || HEARD.stream().limit(GOOD).anyMatch(said::startsWith))
                .as("only what a member says")
                .isTrue();
        assertThat(answered || !good || line.ended).isTrue();
        time.runFor(Duration.ofSeconds(11));
        assertThat(answered || line.ended).as("undecided callers go").isTrue();
        assertThat(time.failures()).isEmpty();
    }

    /** One of those, with some bytes changed, cut or with more behind it; or anything. */
    private static Bytes said(FuzzedDataProvider data) {
        int which = data.consumeInt(0, HEARD.size());
        if (which == HEARD.size()) {
            return Bytes.wrap(data.consumeBytes(LONGEST));
        }
        byte[] bytes = HEARD.get(which).toArray();
        for (int changes = data.consumeInt(0, 4); changes > 0; changes--) {
            bytes[data.consumeInt(0, bytes.length - 1)] ^= data.consumeByte();
        }
        Bytes changed = Bytes.wrap(bytes).slice(0, data.consumeInt(0, bytes.length));
        byte[] more = data.consumeBytes(200);
        byte[] all = new byte[changed.size() + more.length];
        changed.copyTo(all, 0);
        System.arraycopy(more, 0, all, changed.size(), more.length);
        return Bytes.wrap(all);
    }
}
