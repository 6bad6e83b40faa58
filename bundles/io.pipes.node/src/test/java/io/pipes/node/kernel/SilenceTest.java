// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.NetworkState;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final World world = new World(3);
    private final SeededRandomness chance = world.time.randomness("stranger");
    private final List<Bytes> onTheWire = new ArrayList<>();
    private Machine north;
    private Machine south;
    private LocalNetwork home;
    private LocalNetwork joined;
    private SimulatedHost outside;

    @BeforeEach
    void two_linked_nodes_and_a_stranger() {
        world.network.tap((from, to, segment) -> {
            if (from.equals("south")) {
                onTheWire.add(segment);
            }
            return segment;
        });
        north = world.machine("north");
        south = world.machine("south");
        outside = world.network.add("outside");
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.pass(Duration.ofSeconds(1));
    }

    private Stranger call() {
        return Stranger.call(world, outside, north.address());
    }

    private void isDroppedInSilence(Stranger stranger) {
        world.until("the stranger is dropped", () -> stranger.closed);
        assertThat(stranger.received).isZero();
        assertThat(home.state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(world.time.failures()).isEmpty();
    }

    private Bytes preface(Secret psk, Bytes called, PrefaceKind kind, Optional<InvitationId> invitation) {
        return Preface.make(world.suite, kind, psk, invitation, called, Bytes.wrap(chance.bytes(500)))
                .encode();
    }

    private Bytes linkKey() {
        return ((LocalNode) home).engine().parts().secrets().link().publicKey();
    }

    @Test
    void a_stranger_without_the_join_secret_gets_no_byte() {
        Secret wrong = Secret.random(chance, 32);

        isDroppedInSilence(call().say(preface(wrong, linkKey(), PrefaceKind.MEMBER, Optional.empty())));
    }

    @Test
    void one_who_knows_the_secret_but_is_no_member_gets_no_byte() throws KeystoreException {
        Secret join =
                CryptoSuite.require(north.keystore(), "node." + home.node().text() + ".join");

        isDroppedInSilence(call().say(preface(join, linkKey(), PrefaceKind.MEMBER, Optional.empty())));
    }

    @Test
    void an_unknown_invitation_gets_no_byte() {
        InvitationId unknown = InvitationId.of(Bytes.wrap(chance.bytes(InvitationId.SIZE)));

        isDroppedInSilence(
                call().say(preface(Secret.random(chance, 32), linkKey(), PrefaceKind.JOINER, Optional.of(unknown))));
    }

    @Test
    void what_was_heard_on_the_wire_and_is_said_again_gets_no_byte() {
        assertThat(onTheWire).isNotEmpty();
        List<Bytes> prefaces = onTheWire.stream()
                .filter(segment -> segment.at(0) == Preface.VERSION)
                .toList();
        assertThat(prefaces).hasSizeGreaterThanOrEqualTo(2);

        prefaces.forEach(heard -> isDroppedInSilence(call().say(heard)));
    }

    @Test
    void an_unknown_version_or_kind_gets_no_byte() {
        isDroppedInSilence(call().say(Bytes.hex("02")));
        isDroppedInSilence(call().say(Bytes.hex("0107")));
        isDroppedInSilence(call().say(Bytes.hex("0101" + "00".repeat(16) + "ffff")));
    }

    @Test
    void one_who_says_nothing_or_little_is_dropped_after_ten_seconds() {
        Stranger quiet = call();
        Stranger slow = call().say(Bytes.hex("01"));

        Duration waited = world.until("both are dropped", () -> quiet.closed && slow.closed);

        assertThat(waited).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
        assertThat(quiet.received + slow.received).isZero();
    }

    @Test
    void garbage_ends_nothing_but_its_own_connection() {
        for (int i = 0; i < 300; i++) {
            byte[] garbage = chance.bytes(1 + chance.nextInt(2_000));
            if (chance.nextInt(2) == 0) {
                garbage[0] = Preface.VERSION;
            }
            Stranger stranger = call().say(Bytes.wrap(garbage));
            world.pass(Duration.ofMillis(20));
            assertThat(stranger.received).isZero();
        }
        world.pass(Duration.ofSeconds(12));
        assertThat(outside.connectionCount()).isZero();
        assertThat(home.state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void a_changed_byte_on_the_wire_ends_the_link_which_comes_back() {
        boolean[] flip = {true};
        world.network.tap((from, to, segment) -> {
            if (!flip[0] || !from.equals("south")) {
                return segment;
            }
            flip[0] = false;
            byte[] changed = segment.toArray();
            changed[changed.length - 1] ^= 1;
            return Bytes.wrap(changed);
        });

        world.until("the link ended", () -> home.state() == NetworkState.ALONE);

        world.until("the link is back", () -> home.state() == NetworkState.CONNECTED);
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void a_flood_of_strangers_does_not_keep_a_member_out() {
        List<Stranger> flood = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            flood.add(call());
        }
        south.kill();
        south.restart();

        Duration back = world.until(
                "south is back",
                () -> home.state() == NetworkState.CONNECTED
                        && south.kernel()
                                .find("home")
                                .filter(n -> n.state() == NetworkState.CONNECTED)
                                .isPresent());

        assertThat(back).isLessThan(Duration.ofSeconds(2));
        assertThat(flood).allMatch(stranger -> stranger.received == 0);
    }
}
