// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.routing.RelayBudget;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.List;

/** A peer without rules, a relay, and a node behind it that listens or not. */
class RelayFuzzTest {
    private static final long BUDGET = 4L * CircuitKind.INTERACTIVE.window();

    @FuzzTest(maxDuration = "20s")
    void whatever_a_peer_says_a_relay_keeps_its_budget_and_forgets_everything_in_the_end(FuzzedDataProvider data) {
        try (TestNetwork network = new TestNetwork()) {
            network.add();
            network.add();
            network.add();
            network.link(0, 1);
            network.link(1, 2);
            network.node(1).budget = new RelayBudget(BUDGET);
            Rogue rogue = new Rogue(CircuitKind.INTERACTIVE);
            network.sideLines.there = true;
            network.node(0).speak(rogue);
            network.pass(Duration.ofMillis(10));

            while (data.remainingBytes() > 0) {
                step(network, rogue, data);
                assertThat(network.node(1).circuits.reserved()).isLessThanOrEqualTo(BUDGET);
            }

            network.cables(network.node(1)).forEach(link -> link.values().forEach(Cable::cut));
            // Last bytes are kept for whoever pauses a connection; a link that does so goes on, or ends it in time.
            network.on(network.last(), () -> network.last().guests.forEach(guest -> guest.connection.resume()));
            network.pass(Duration.ofSeconds(10));
            network.assertEmpty();
        }
    }

    private static void step(TestNetwork network, Rogue rogue, FuzzedDataProvider data) {
        TestNode relay = network.node(1);
        switch (data.consumeInt(0, 9)) {
            case 0 -> network.pass(Duration.ofMillis(data.consumeInt(1, 3_000)));
            case 1 -> say(network, rogue, Bytes.wrap(data.consumeBytes(600)));
            case 2 -> network.call(relay, network.node(0), TrafficClass.INTERACTIVE);
            case 3 -> network.on(relay, () -> relay.guests.forEach(guest -> guest.say(new byte[100_000], 50_000)));
            case 4 -> network.on(relay, () -> relay.guests.forEach(guest -> guest.connection.close()));
            case 5 ->
                network.on(network.last(), () -> network.last().guests.forEach(guest -> guest.connection.pause()));
            default -> say(network, rogue, plausible(network, data));
        }
        network.pass(Duration.ofMillis(3));
    }

    private static void say(TestNetwork network, Rogue rogue, Bytes message) {
        network.on(network.node(0), () -> rogue.say(message));
    }

    private static Bytes plausible(TestNetwork network, FuzzedDataProvider data) {
        int label = data.consumeInt(0, 5);
        NodeId self = network.node(0).id();
        NodeId target = network.last().id();
        return switch (data.consumeInt(1, 10)) {
            case 1 -> new OpenRequest(self, List.of()).encode(label);
            case 2 -> new OpenRequest(self, List.of(target)).encode(label);
            case 3 -> Messages.opened(label);
            case 4 -> new Refusal(Refusal.Reason.NO_LINK, self).encode(label);
            case 5 ->
                Bytes.wrap(Messages.begin(
                        MessageType.DATA, label, Messages.HEADER + data.consumeInt(1, Messages.MAX_PAYLOAD)));
            case 6 -> Messages.credit(label, data.consumeInt(1, 100_000));
            case 7 -> Messages.close(label, data.consumeBoolean() ? Ending.DRAINED : Ending.BROKEN);
            case 8 -> Messages.bypass(label, data.consumeInt(0, 3));
            case 9 -> Messages.switched(label);
            default -> Messages.greeting(MessageType.HELLO, data.consumeInt());
        };
    }
}
