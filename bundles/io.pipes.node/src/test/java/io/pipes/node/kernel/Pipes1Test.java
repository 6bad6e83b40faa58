// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.NetworkState;
import io.pipes.base.Bytes;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.local.LocalNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Pipes1Test {
    @Test
    void with_the_real_suite_three_nodes_talk_and_nobody_on_the_wire_reads_it() {
        World world = new World(7, new Pipes1Suite());
        StringBuilder wire = new StringBuilder();
        world.network.tap((from, to, segment) -> {
            wire.append(new String(segment.toArray(), StandardCharsets.ISO_8859_1));
            return segment;
        });
        Machine north = world.machine("north");
        LocalNetwork home = world.done(
                north.kernel().create("the-network-name", north.identity().id()));
        List<Talk> talks = new ArrayList<>();
        for (String name : List.of("the-south-name", "east")) {
            Machine guest = world.machine(name);
            Talk talk = new Talk();
            talks.add(talk);
            guest.with(() -> talk);
            LocalNetwork joined = world.invite(home, guest);
            assertThat(joined.state()).isEqualTo(NetworkState.CONNECTED);
            assertThat(joined.securityProtocols()).containsExactly("PIPES1");
        }
        Talk northTalk = new Talk();
        north.with(() -> northTalk);
        world.until("all talk", () -> northTalk.exchanges.size() == 2);

        northTalk.exchanges.values().forEach(exchange -> exchange.send(Bytes.utf8("a known plaintext")));

        world.until("all heard", () -> talks.stream().allMatch(talk -> talk.heard.size() == 1));
        assertThat(talks.get(0).heard).containsExactly(Bytes.utf8("a known plaintext"));
        world.pass(Duration.ofMinutes(2));
        assertThat(wire).hasSizeGreaterThan(10_000);
        assertThat(wire.toString())
                .doesNotContain("a known plaintext")
                .doesNotContain("the-network-name")
                .doesNotContain("the-south-name");
        assertThat(world.time.failures()).isEmpty();
        Stranger.call(world, world.network.add("outside"), north.address()).say(Bytes.utf8("a known plaintext"));
        assertThat(wire.toString()).as("the same search finds it where it is").contains("a known plaintext");
    }
}
