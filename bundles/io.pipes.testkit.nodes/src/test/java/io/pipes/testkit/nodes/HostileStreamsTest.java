// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.service.Access;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.spi.stream.StreamPriority;
import io.pipes.stream.wire.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Members that say about streams what no honest one says. Node 1 is the one; node 0 serves a name. */
class HostileStreamsTest {
    private static final Duration HANG = Duration.ofMinutes(2);
    private static final String PROTOCOL = "stream.1";
    private static final long LIFE = 7;

    /** The type of the message that refuses a stream. */
    private static final byte RESET = 5;

    private final List<String> accusations = new ArrayList<>();
    private final List<Bytes> refusals = new ArrayList<>();
    private final StreamUser victim = new StreamUser(2, 1, 0, false);
    private SimulatedPipes pipes;
    /** The first stream that node 1 may open. */
    private long first;

    @BeforeEach
    void begin() {
        pipes = SimulatedPipes.network(2).seed(1).start();
        pipes.pass(Duration.ofSeconds(5));
        NodeId self = pipes.node(1).id();
        first = self.compareTo(pipes.node(0).id()) > 0 ? 1 : 0;
        streams(0).serve("echo", new TreeMap<>(), Access.EVERYBODY, victim::take);
        pipes.tap(new Watching());
    }

    @AfterEach
    void end() {
        pipes.close();
    }

    /** The node whose part is played here knows nothing of it, so it must not hear the answers. */
    private class Watching implements Tap {
        @Override
        public void said(TappedExchange exchange, Bytes message) {
            boolean answer = exchange.protocol().equals(PROTOCOL)
                    && exchange.peer().equals(pipes.node(1).id());
            if (!answer) {
                exchange.pass(message);
            } else if (message.at(0) == RESET) {
                refusals.add(message);
            }
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            accusations.add(reason);
        }
    }

    private LocalStreams streams(int node) {
        return pipes.node(node).facet(LocalStreams.class);
    }

    private void say(Bytes message) {
        pipes.node(1).running().exchanges(PROTOCOL).forEach(exchange -> exchange.pass(message));
    }

    private static Bytes data(long stream, long offset, int bytes) {
        Bytes head = StreamMessage.dataHead(stream, offset);
        byte[] message = new byte[head.size() + bytes];
        head.copyTo(message, 0);
        return Bytes.wrap(message);
    }

    private static Bytes open(long stream) {
        return StreamMessage.open(stream, 10_000, "echo", "");
    }

    /** What the hostile one says behind its greeting; the argument is its first stream. */
    static Stream<Arguments> lies() {
        return Stream.of(
                lie("no such message", first -> List.of(Bytes.hex("63"))),
                lie("a stream of the other side", first -> List.of(open(1 - first))),
                lie("a negative stream", first -> List.of(open(Long.MIN_VALUE + first))),
                lie("data of what was never opened", first -> List.of(data(first, 0, 1))),
                lie("an end of what was never opened", first -> List.of(StreamMessage.end(first, 0))),
                lie("a state of what was never opened", first -> List.of(StreamMessage.state(first, 0, 1, true))),
                lie("a reset of what was never opened", first -> List.of(StreamMessage.reset(first, 1))),
                lie("a state of what this side has never opened", first -> List.of(StreamMessage.gone(1 - first))),
                lie("data in the wrong place", first -> List.of(open(first), data(first, 1, 1))),
                lie("data twice", first -> List.of(open(first), data(first, 0, 9), data(first, 0, 9))),
                lie(
                        "data behind the end",
                        first -> List.of(open(first), StreamMessage.end(first, 0), data(first, 0, 1))),
                lie(
                        "two ends",
                        first -> List.of(open(first), StreamMessage.end(first, 0), StreamMessage.end(first, 0))),
                lie("an end in the wrong place", first -> List.of(open(first), StreamMessage.end(first, 5))),
                lie(
                        "what was not sent is confirmed",
                        first -> List.of(open(first), StreamMessage.state(first, 1, 10_000, true))),
                lie(
                        "less is taken than before",
                        first -> List.of(open(first), StreamMessage.state(first, 0, 9_999, true))),
                lie("more than was asked for", HostileStreamsTest::tooMuch),
                lie(
                        "greetings without end",
                        first -> IntStream.range(0, 100)
                                .mapToObj(i -> StreamMessage.hello(true, LIFE))
                                .toList()));
    }

    private static Arguments lie(String name, Function<Long, List<Bytes>> messages) {
        return Arguments.of(name, messages);
    }

    /** The reader of the other side pauses. */
    private static List<Bytes> tooMuch(long first) {
        List<Bytes> messages = new ArrayList<>(List.of(StreamMessage.open(first, 10_000, "full", "")));
        for (int i = 0; i < 7; i++) {
            messages.add(data(first, i * 10_000L, 10_000));
        }
        return messages;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void what_no_honest_node_says_ends_the_link(String name, Function<Long, List<Bytes>> lies) {
        streams(0).serve("full", new TreeMap<>(), Access.EVERYBODY, offered -> {
            StreamUser reader = new StreamUser(2, 1, 0, false);
            reader.take(offered);
            offered.pause();
        });
        say(StreamMessage.hello(true, LIFE));
        pipes.pass(Duration.ofSeconds(1));
        assertThat(accusations).isEmpty();

        lies.apply(first).forEach(this::say);

        assertThat(pipes.until(() -> !accusations.isEmpty(), HANG)).isTrue();
    }

    @Test
    void before_a_greeting_everything_is_passed_over() {
        say(open(first));
        say(data(first, 77, 1));
        pipes.pass(Duration.ofSeconds(1));

        assertThat(accusations).isEmpty();
        assertThat(victim.opened).isFalse();
    }

    @Test
    void who_comes_back_as_another_life_has_lost_what_it_had() {
        say(StreamMessage.hello(true, LIFE));
        say(open(first));
        assertThat(pipes.until(() -> victim.opened, HANG)).isTrue();

        say(StreamMessage.hello(true, LIFE + 1));

        assertThat(pipes.until(() -> victim.over != null, HANG)).isTrue();
        assertThat(victim.over).isEqualTo(StreamEnding.LOST);
        assertThat(accusations).isEmpty();
    }

    /** One who answers nothing: what is refused must not be kept until it does. */
    @Test
    void what_is_refused_for_want_of_room_is_not_kept() {
        streams(0).serve("slow", new TreeMap<>(), Access.EVERYBODY, offered -> {});
        say(StreamMessage.hello(true, LIFE));
        for (int i = 0; i < 2_000; i++) {
            say(StreamMessage.open(first + 2L * i, 10_000, "slow", ""));
        }
        pipes.pass(Duration.ofSeconds(1));
        refusals.clear();

        // A link later whatever is kept is said again.
        pipes.node(1).replaceKernel();
        pipes.pass(Duration.ofSeconds(5));
        say(StreamMessage.hello(true, LIFE));
        pipes.pass(Duration.ofSeconds(2));

        assertThat(refusals).isEmpty();
        assertThat(accusations).isEmpty();
    }

    /** Each gets a refusal, and the other one's memory is what it promised for those that it has taken. */
    @Test
    void a_hundred_thousand_streams_of_one_member_leave_room_for_its_own() {
        int[] taken = {0};
        streams(0).serve("idle", new TreeMap<>(), Access.EVERYBODY, offered -> {
            offered.accept(new StreamUser(2, 1, 0, false));
            taken[0]++;
        });
        say(StreamMessage.hello(true, LIFE));
        for (int i = 0; i < 100_000; i++) {
            say(StreamMessage.open(first + 2L * i, 10_000, "idle", ""));
            if (i % 1_000 == 0) {
                pipes.pass(Duration.ofMillis(10));
            }
        }
        pipes.pass(Duration.ofSeconds(30));

        assertThat(taken[0]).isBetween(1, LocalStreams.MAX_STREAMS);
        assertThat(accusations).isEmpty();
        StreamUser own = new StreamUser(1, 2, 0, false);
        streams(1)
                .serve(
                        "back",
                        new TreeMap<>(),
                        Access.EVERYBODY,
                        offered -> offered.accept(new StreamUser(2, 1, 0, false)));
        own.use(streams(0).open(pipes.node(1).id(), "back", "", StreamPriority.BULK, own));
        assertThat(pipes.until(() -> own.opened, HANG)).isTrue();
    }
}
