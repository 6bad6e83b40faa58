// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.Registration;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.spi.stream.StreamPriority;
import io.pipes.testkit.scale.Scale;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams between nodes over real links and circuits, and what happens to them when those go. */
class StreamsTest {
    private static final Duration HANG = Duration.ofMinutes(5);
    private static final long MUCH = 3 << 20;

    /** The type of the message that says how far one is. */
    private static final byte STATE = 4;

    /** Node 1 lies between node 0 and node 2, which cannot connect to each other. */
    private static SimulatedPipes line() {
        SimulatedPipes pipes = SimulatedPipes.network(3).seed(1).start();
        pipes.cut(pipes.node(0), pipes.node(2));
        pipes.pass(Duration.ofSeconds(30));
        return pipes;
    }

    /** Nodes 1 and 2 lie between node 0 and node 3, each on a way of its own. */
    private static SimulatedPipes ring(long seed) {
        SimulatedPipes pipes = SimulatedPipes.network(4).seed(seed).start();
        pipes.cut(pipes.node(0), pipes.node(3));
        pipes.cut(pipes.node(1), pipes.node(2));
        pipes.pass(Duration.ofSeconds(30));
        return pipes;
    }

    private static LocalStreams streams(SimulatedNode node) {
        return node.facet(LocalStreams.class);
    }

    private static Registration serve(SimulatedNode node, LocalStreams.Acceptor acceptor) {
        return streams(node).serve("echo", new TreeMap<>(), Access.EVERYBODY, acceptor);
    }

    private static void open(SimulatedNode from, NodeId to, StreamPriority priority, StreamUser user) {
        user.use(streams(from).open(to, "echo", "", priority, user));
    }

    private static void between(SimulatedNode from, SimulatedNode to, StreamPriority priority, StreamUser... users) {
        serve(to, users[1]::take);
        open(from, to.id(), priority, users[0]);
    }

    private static void assertExact(long bytes, StreamUser... users) {
        for (StreamUser user : users) {
            assertThat(user.over).as(user.toString()).isEqualTo(StreamEnding.FINISHED);
            assertThat(user.exact).isTrue();
            assertThat(user.read).isEqualTo(bytes);
            assertThat(user.ended).isTrue();
        }
    }

    private static boolean over(StreamUser... users) {
        return users[0].over != null && users[1].over != null;
    }

    @ParameterizedTest
    @EnumSource
    void what_both_write_arrives_in_order_and_both_hear_of_the_end(StreamPriority priority) {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = StreamUser.pair(MUCH);
            between(pipes.node(0), pipes.node(2), priority, users);

            assertThat(pipes.until(() -> over(users), HANG)).isTrue();

            assertExact(MUCH, users);
        }
    }

    @Test
    void one_direction_ends_and_the_other_one_goes_on() {
        try (SimulatedPipes pipes = line()) {
            StreamUser asks = new StreamUser(1, 2, 100, true);
            StreamUser answers = new StreamUser(2, 1, 100, false);
            between(pipes.node(0), pipes.node(2), StreamPriority.INTERACTIVE, asks, answers);
            assertThat(pipes.until(() -> answers.ended, HANG)).isTrue();

            answers.goOn(MUCH);
            pipes.pass(Duration.ofMinutes(2));
            assertThat(asks.read).isEqualTo(MUCH + 100);
            assertThat(asks.ended).isFalse();
            answers.stream().end();

            assertThat(pipes.until(() -> over(asks, answers), HANG)).isTrue();
            assertThat(asks.exact).isTrue();
            assertThat(asks.over).isEqualTo(StreamEnding.FINISHED);
        }
    }

    @Test
    void who_opens_hears_why_not() {
        try (SimulatedPipes pipes = line()) {
            SimulatedNode a = pipes.node(0);
            SimulatedNode c = pipes.node(2);
            streams(c)
                    .serve(
                            "closed",
                            new TreeMap<>(),
                            Access.NOBODY,
                            offered -> offered.accept(new StreamUser(1, 2, 0, false)));
            streams(c).serve("down", new TreeMap<>(), Access.EVERYBODY, offered -> offered.reset(StreamEnding.REFUSED));
            streams(c).serve("silent", new TreeMap<>(), Access.EVERYBODY, offered -> {});

            assertThat(ending(pipes, a, c, "nothing")).isEqualTo(StreamEnding.NO_SERVICE);
            assertThat(ending(pipes, a, c, "closed")).isEqualTo(StreamEnding.DENIED);
            assertThat(ending(pipes, a, c, "down")).isEqualTo(StreamEnding.REFUSED);
            assertThat(ending(pipes, a, c, "silent")).isEqualTo(StreamEnding.TIMED_OUT);
            c.crash();
            pipes.pass(Duration.ofMinutes(2));
            assertThat(ending(pipes, a, c, "nothing")).isEqualTo(StreamEnding.UNREACHABLE);
        }
    }

    private static StreamEnding ending(SimulatedPipes pipes, SimulatedNode from, SimulatedNode to, String service) {
        StreamUser user = new StreamUser(1, 2, 100, false);
        user.use(streams(from).open(to.id(), service, "", StreamPriority.INTERACTIVE, user));
        assertThat(user.over).as("not before it has returned").isNull();
        assertThat(pipes.until(() -> user.over != null, HANG)).isTrue();
        return user.over;
    }

    @Test
    void who_may_use_a_service_follows_from_what_a_member_is_when_it_opens_a_stream() {
        try (SimulatedPipes pipes = line()) {
            SimulatedNode a = pipes.node(0);
            SimulatedNode c = pipes.node(2);
            streams(a).serve("web", new TreeMap<>(), Access.WRITERS, offered -> offered.reset(StreamEnding.REFUSED));

            pipes.done(a.network().assign(c.id(), Role.READER));
            assertThat(ending(pipes, c, a, "web")).isEqualTo(StreamEnding.DENIED);
            pipes.done(a.network().assign(c.id(), Role.WRITER));

            assertThat(ending(pipes, c, a, "web")).isEqualTo(StreamEnding.REFUSED);
        }
    }

    @Test
    void what_is_served_is_in_the_catalogue_also_when_that_was_replaced() {
        try (SimulatedPipes pipes = line()) {
            SimulatedNode a = pipes.node(0);
            SimulatedNode c = pipes.node(2);
            Registration served =
                    streams(c).serve("web", new TreeMap<>(Map.of("to", "a shelf")), Access.WRITERS, offered -> {});

            assertThat(pipes.until(() -> announced(a).equals(List.of("web writer {to=a shelf} 2")), HANG))
                    .isTrue();
            c.replaceServices();
            pipes.pass(Duration.ofSeconds(10));
            assertThat(announced(a)).containsExactly("web writer {to=a shelf} 2");
            served.close();
            assertThat(pipes.until(() -> announced(a).isEmpty(), HANG)).isTrue();
        }
    }

    private static List<String> announced(SimulatedNode by) {
        return by.facet(ServiceCatalogue.class).find("web", ServiceKind.STREAM).stream()
                .map(one -> one.service() + " " + one.access() + " " + one.metadata() + " " + one.hops())
                .toList();
    }

    @Test
    void what_is_said_of_a_stream_arrives_with_it() {
        try (SimulatedPipes pipes = line()) {
            List<ByteStream> offered = new ArrayList<>();
            streams(pipes.node(2)).serve("web", new TreeMap<>(), Access.EVERYBODY, offered::add);
            StreamUser user = new StreamUser(1, 2, 0, false);
            streams(pipes.node(0)).open(pipes.node(2).id(), "web", "example:80 ü", StreamPriority.BULK, user);

            assertThat(pipes.until(() -> offered.size() == 1, HANG)).isTrue();

            assertThat(offered.get(0).service()).isEqualTo("web");
            assertThat(offered.get(0).argument()).isEqualTo("example:80 ü");
            assertThat(offered.get(0).peer()).isEqualTo(pipes.node(0).id());
            assertThat(user.opened).isFalse();
            offered.get(0).accept(new StreamUser(1, 2, 0, false));
            assertThat(pipes.until(() -> user.opened, HANG)).isTrue();
        }
    }

    @Test
    void who_takes_a_stream_that_is_over_by_now_hears_only_that() {
        try (SimulatedPipes pipes = line()) {
            List<ByteStream> offered = new ArrayList<>();
            serve(pipes.node(2), offered::add);
            StreamUser gone = new StreamUser(1, 2, 100, false);
            open(pipes.node(0), pipes.node(2).id(), StreamPriority.BULK, gone);
            assertThat(pipes.until(() -> offered.size() == 1, HANG)).isTrue();
            gone.stream().reset(StreamEnding.RESET);
            pipes.pass(Duration.ofSeconds(1));

            StreamUser late = new StreamUser(2, 1, 100, false);
            late.take(offered.get(0));

            assertThat(late.over).as("not before it has returned").isNull();
            assertThat(pipes.until(() -> late.over != null, HANG)).isTrue();
            assertThat(late.over).isEqualTo(StreamEnding.RESET);
            assertThat(late.read).isZero();
        }
    }

    @Test
    void a_reader_that_pauses_stops_the_writer_and_nobody_else() {
        try (SimulatedPipes pipes = line()) {
            StreamUser writer = new StreamUser(1, 2, MUCH, true);
            StreamUser reader = new StreamUser(2, 1, 0, true);
            Registration first = serve(pipes.node(2), offered -> {
                reader.take(offered);
                offered.pause();
            });
            open(pipes.node(0), pipes.node(2).id(), StreamPriority.BULK, writer);
            pipes.pass(Duration.ofMinutes(1));
            first.close();
            StreamUser[] others = StreamUser.pair(MUCH);
            between(pipes.node(0), pipes.node(2), StreamPriority.BULK, others);

            assertThat(pipes.until(() -> over(others), HANG)).isTrue();
            assertExact(MUCH, others);
            assertThat(reader.read).isZero();
            assertThat(writer.written).isLessThan((64 << 10) + (256 << 10) + 10_000);

            reader.stream().resume();
            assertThat(pipes.until(() -> over(writer, reader), HANG)).isTrue();
            assertThat(reader.exact).isTrue();
            assertThat(reader.read).isEqualTo(MUCH);
        }
    }

    @Test
    void a_stream_that_is_broken_off_ends_at_both_sides_at_once() {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = {new StreamUser(1, 2, 100, false), new StreamUser(2, 1, 100, false)};
            between(pipes.node(0), pipes.node(2), StreamPriority.INTERACTIVE, users);
            assertThat(pipes.until(() -> users[0].read == 100 && users[1].read == 100, HANG))
                    .isTrue();

            users[1].stream().reset(StreamEnding.FAILED);

            assertThat(pipes.until(() -> users[0].over != null, HANG)).isTrue();
            assertThat(users[0].over).isEqualTo(StreamEnding.FAILED);
            assertThat(users[1].over).as("it knows").isNull();
        }
    }

    @Test
    void who_fails_while_it_is_told_something_loses_its_stream_and_no_other() {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = StreamUser.pair(MUCH);
            between(pipes.node(0), pipes.node(2), StreamPriority.INTERACTIVE, users);
            StreamUser writer = new StreamUser(1, 2, 100, false);
            streams(pipes.node(2))
                    .serve("broken", new TreeMap<>(), Access.EVERYBODY, offered -> offered.accept(new Failing()));
            writer.use(
                    streams(pipes.node(0)).open(pipes.node(2).id(), "broken", "", StreamPriority.INTERACTIVE, writer));

            assertThat(pipes.until(() -> writer.over != null && over(users), HANG))
                    .isTrue();
            assertThat(writer.over).isEqualTo(StreamEnding.FAILED);
            assertExact(MUCH, users);
        }
    }

    /** A program with an error. */
    private static final class Failing implements ByteStreamHandler {
        @Override
        public void received(ByteStream stream, ByteBuffer bytes) {
            throw new IllegalStateException("as a program with an error does");
        }

        @Override
        public void ended(ByteStream stream) {}

        @Override
        public void closed(ByteStream stream, StreamEnding why) {}
    }

    static LongStream seeds() {
        return Scale.seeds(20, 1_000);
    }

    /** Relays crash and come back, ways are cut, and links are ended by hand in the middle of it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void streams_survive_the_loss_of_their_way_with_every_byte_right(long seed) {
        try (SimulatedPipes pipes = ring(seed)) {
            Random chance = new Random(seed);
            StreamUser[] bulk = StreamUser.pair(MUCH);
            StreamUser[] little = StreamUser.pair(MUCH);
            SimulatedNode a = pipes.node(0);
            SimulatedNode d = pipes.node(3);
            serve(d, offered -> (bulk[1].opened ? little[1] : bulk[1]).take(offered));
            open(a, d.id(), StreamPriority.BULK, bulk[0]);
            assertThat(pipes.until(() -> bulk[1].opened, HANG)).isTrue();
            open(a, d.id(), StreamPriority.INTERACTIVE, little[0]);
            for (int i = 0; i < 6; i++) {
                pipes.pass(Duration.ofMillis(chance.nextInt(40)));
                disturb(pipes, chance);
                pipes.pass(Duration.ofSeconds(chance.nextInt(8)));
                pipes.nodes().stream().filter(node -> !node.isRunning()).forEach(SimulatedNode::restart);
                pipes.pass(Duration.ofSeconds(20));
            }

            boolean all = pipes.until(() -> over(bulk) && over(little), HANG);
            assertThat(all).as(List.of(bulk) + " " + List.of(little)).isTrue();
            assertExact(MUCH, bulk);
            assertExact(MUCH, little);
        }
    }

    private static void disturb(SimulatedPipes pipes, Random chance) {
        SimulatedNode relay = pipes.node(1 + chance.nextInt(2));
        if (chance.nextBoolean()) {
            relay.crash();
        } else {
            pipes.node(0).network().disconnect(pipes.node(3).id());
        }
    }

    /** The one who opened says nothing itself, so only its asking again can tell the other one where it is. */
    @Test
    void a_stream_whose_answer_was_lost_is_asked_for_again_and_goes_on() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            boolean[] deaf = {true};
            pipes.tap(new Tap() {
                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    boolean answer =
                            message.at(0) == STATE && exchange.protocol().startsWith("stream.");
                    if (!answer || !deaf[0]) {
                        exchange.pass(message);
                    }
                }
            });
            StreamUser asks = new StreamUser(1, 2, 0, true);
            StreamUser answers = new StreamUser(2, 1, MUCH, true);
            between(pipes.node(0), pipes.node(1), StreamPriority.BULK, asks, answers);
            assertThat(pipes.until(() -> answers.opened, HANG)).isTrue();

            pipes.node(0).replaceKernel();
            deaf[0] = false;

            assertThat(pipes.until(() -> over(asks, answers), HANG)).isTrue();
            assertThat(asks.exact).isTrue();
            assertThat(asks.read).isEqualTo(MUCH);
        }
    }

    @Test
    void streams_go_on_when_the_kernel_is_replaced_at_either_end_and_between() {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = {new StreamUser(1, 2, MUCH, false), new StreamUser(2, 1, MUCH, false)};
            between(pipes.node(0), pipes.node(2), StreamPriority.BULK, users);
            for (int i = 0; i < 3; i++) {
                long due = (i + 1) * MUCH;
                assertThat(pipes.until(() -> users[0].read > due - MUCH * 9 / 10, HANG))
                        .isTrue();
                pipes.node(i).replaceKernel();
                assertThat(users[0].read).isLessThan(due);
                assertThat(pipes.until(() -> users[0].read == due && users[1].read == due, HANG))
                        .isTrue();
                users[0].goOn(MUCH);
                users[1].goOn(MUCH);
            }
            assertThat(pipes.until(() -> users[0].read == 4 * MUCH && users[1].read == 4 * MUCH, HANG))
                    .isTrue();
            users[0].stream().end();
            users[1].stream().end();

            assertThat(pipes.until(() -> over(users), HANG)).isTrue();
            assertExact(4 * MUCH, users);
        }
    }

    @Test
    void a_node_that_begins_anew_has_lost_its_streams_and_the_other_side_hears_it() {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = {new StreamUser(1, 2, 100, false), new StreamUser(2, 1, 100, false)};
            between(pipes.node(0), pipes.node(2), StreamPriority.INTERACTIVE, users);
            assertThat(pipes.until(() -> users[1].read == 100, HANG)).isTrue();

            pipes.node(2).crash();
            pipes.node(2).restart();

            assertThat(pipes.until(() -> users[0].over != null, HANG)).isTrue();
            assertThat(users[0].over).isEqualTo(StreamEnding.LOST);
        }
    }

    @Test
    void who_is_removed_has_no_streams() {
        try (SimulatedPipes pipes = line()) {
            StreamUser[] users = {new StreamUser(1, 2, 100, false), new StreamUser(2, 1, 100, false)};
            between(pipes.node(1), pipes.node(2), StreamPriority.INTERACTIVE, users);
            assertThat(pipes.until(() -> users[1].read == 100, HANG)).isTrue();

            pipes.done(pipes.node(0).network().revoke(pipes.node(2).id()));

            assertThat(pipes.until(() -> over(users), HANG)).isTrue();
            assertThat(users[0].over).isEqualTo(StreamEnding.WITHDRAWN);
        }
    }

    @Test
    void a_member_that_opens_streams_without_end_gets_so_many_and_the_others_are_told() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            List<StreamUser> taken = new ArrayList<>();
            serve(pipes.node(1), offered -> {
                StreamUser user = new StreamUser(2, 1, 0, false);
                user.take(offered);
                taken.add(user);
            });
            List<StreamUser> asking = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                StreamUser user = new StreamUser(1, 2, 0, false);
                open(pipes.node(0), pipes.node(1).id(), StreamPriority.INTERACTIVE, user);
                asking.add(user);
            }

            assertThat(pipes.until(
                            () -> asking.stream().allMatch(user -> user.opened || user.over == StreamEnding.BUSY),
                            HANG))
                    .isTrue();
            assertThat(taken).hasSize(LocalStreams.MAX_STREAMS);
        }
    }
}
