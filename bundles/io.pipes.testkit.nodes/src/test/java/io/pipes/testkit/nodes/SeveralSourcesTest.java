// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The history of one author comes from several peers at once. */
@Tag("simulation")
class SeveralSourcesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int WRITTEN = 1_200;
    private static final String FILLING = "x".repeat(8_000);
    private static final double MEBIBYTES = WRITTEN * 8_300.0 / (1 << 20);
    private static final int RUN = 7;

    /** A megabyte a second between each two nodes. */
    private static final Conditions NARROW = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(15)))
            .bytesPerSecond(1 << 20);

    private static Notes written(SimulatedPipes pipes, SimulatedNode away) {
        Notes notes = Notes.create(pipes);
        away.kill();
        for (int i = 0; i < WRITTEN; i++) {
            pipes.done(notes.write(pipes.node(0), i + FILLING));
        }
        pipes.pass(Duration.ofSeconds(10));
        pipes.network().conditions(NARROW);
        return notes;
    }

    private static long kept(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    /** How long it takes until everything is there, in seconds. */
    private static double fetch(SimulatedPipes pipes, Notes notes, SimulatedNode away) {
        away.restart();
        assertThat(pipes.eventually(
                        () -> away.isConnected()
                                && notes.find(away).isPresent()
                                && notes.info(away).kept().isPresent(),
                        LONG))
                .isTrue();
        long begin = pipes.time().nanos();
        assertThat(pipes.eventually(() -> kept(notes, away) == WRITTEN, LONG)).isTrue();
        return (pipes.time().nanos() - begin) / 1e9;
    }

    private static void isWhole(Notes notes, SimulatedPipes pipes, SimulatedNode away) {
        assertThat(notes.read(away)).isEqualTo(notes.read(pipes.node(0)));
    }

    @Test
    void two_peers_give_nearly_twice_as_much_as_one() {
        try (SimulatedPipes pipes = SimulatedPipes.network(3).seed(1).start()) {
            SimulatedNode away = pipes.node(2);
            Notes notes = written(pipes, away);
            FetchedPackets fetched = new FetchedPackets(away.id());
            pipes.tap(fetched);

            double seconds = fetch(pipes, notes, away);

            assertThat(fetched.of.values()).hasSize(2).allMatch(count -> count > WRITTEN / 3);
            assertThat(fetched.twice()).isZero();
            assertThat(MEBIBYTES / seconds).as("MiB/s of two with 1 each").isGreaterThan(1.6);
            isWhole(notes, pipes, away);
        }
    }

    /** It is asked, says nothing more in the middle, and costs a pause and not the rest. */
    @Test
    void who_falls_silent_in_the_middle_stops_nobody() {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(2).start()) {
            SimulatedNode away = pipes.node(3);
            Notes notes = written(pipes, away);
            NodeId silent = pipes.node(1).id();
            FetchedPackets fetched = new FetchedPackets(away.id());
            pipes.tap(new Tap() {
                @Override
                public void heard(TappedExchange exchange, Bytes message) {
                    fetched.heard(exchange, message);
                }

                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    boolean run = exchange.protocol().equals("sync.1") && message.at(1) == RUN;
                    boolean kept = run
                            && exchange.node().id().equals(silent)
                            && fetched.of.getOrDefault(silent, 0) > WRITTEN / 10;
                    if (!kept) {
                        exchange.pass(message);
                    }
                }
            });

            double seconds = fetch(pipes, notes, away);

            assertThat(fetched.of.keySet()).hasSize(3);
            assertThat(fetched.twice()).isLessThan(WRITTEN / 20);
            assertThat(seconds).isLessThan(MEBIBYTES + 5);
            isWhole(notes, pipes, away);
        }
    }

    /** Another one gives what nobody signed: its link is closed, and what it was to give comes of others. */
    @Test
    void who_gives_something_else_in_the_middle_costs_little() {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(3).start()) {
            SimulatedNode away = pipes.node(3);
            Notes notes = written(pipes, away);
            NodeId liar = pipes.node(1).id();
            FetchedPackets fetched = new FetchedPackets(away.id());
            List<NodeId> accused = new ArrayList<>();
            pipes.tap(new Tap() {
                @Override
                public void heard(TappedExchange exchange, Bytes message) {
                    fetched.heard(exchange, message);
                }

                @Override
                public void accused(TappedExchange exchange, String reason) {
                    accused.add(exchange.peer());
                }

                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    boolean run = exchange.protocol().equals("sync.1") && message.at(1) == RUN;
                    boolean lies =
                            run && exchange.node().id().equals(liar) && fetched.of.getOrDefault(liar, 0) > WRITTEN / 10;
                    exchange.pass(lies ? forged(message) : message);
                }
            });

            fetch(pipes, notes, away);

            assertThat(Set.copyOf(accused)).containsExactly(liar);
            assertThat(fetched.twice())
                    .as(
                            "not more than it was asked for at once: three parts, of 512 KiB each while it was the only one")
                    .isLessThanOrEqualTo(3 * 64);
            isWhole(notes, pipes, away);
        }
    }

    /** It is asked for what all wait for, and gives all the time what others have given already. */
    @Test
    void who_gives_what_it_was_not_asked_for_stops_nobody() {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(4).start()) {
            SimulatedNode away = pipes.node(3);
            Notes notes = written(pipes, away);
            NodeId liar = pipes.node(1).id();
            FetchedPackets fetched = new FetchedPackets(away.id());
            List<Bytes> ofOthers = new ArrayList<>();
            pipes.tap(new Tap() {
                @Override
                public void heard(TappedExchange exchange, Bytes message) {
                    fetched.heard(exchange, message);
                }

                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    boolean run = exchange.protocol().equals("sync.1")
                            && exchange.peer().equals(away.id())
                            && message.at(1) == RUN;
                    boolean ofLiar = exchange.node().id().equals(liar);
                    if (run && ofLiar && fetched.of.getOrDefault(liar, 0) > WRITTEN / 10) {
                        repeat(exchange);
                    } else {
                        if (run && !ofLiar && message.size() > FILLING.length()) {
                            ofOthers.add(message);
                        }
                        exchange.pass(message);
                    }
                }

                private void repeat(TappedExchange exchange) {
                    if (!ofOthers.isEmpty() && away.isConnected()) {
                        exchange.pass(notLast(ofOthers.get(ofOthers.size() - 1)));
                    }
                    exchange.node().loop().schedule(Duration.ofSeconds(3), () -> repeat(exchange));
                }
            });

            double seconds = fetch(pipes, notes, away);

            assertThat(seconds).isLessThan(MEBIBYTES + 30);
            isWhole(notes, pipes, away);
        }
    }

    /** Its last byte says whether more of the answer comes. */
    private static Bytes notLast(Bytes message) {
        byte[] bytes = message.toArray();
        bytes[bytes.length - 1] = (byte) 0xf4;
        return Bytes.wrap(bytes);
    }

    /** One bit in the middle is another one. */
    private static Bytes forged(Bytes message) {
        byte[] bytes = message.toArray();
        bytes[bytes.length / 2] ^= 1;
        return Bytes.wrap(bytes);
    }
}
