// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a relay takes from a peer, and what it ends the link for. The rogue is peer of the relay, behind which there is another node. */
class MisbehaviourTest {
    private static final int WINDOW = CircuitKind.INTERACTIVE.window();

    /** A label of the rogue, which has the lower id. */
    private static final int OURS = 0;

    /** A label of the relay. */
    private static final int THEIRS = 1;

    private TestNetwork network;
    private TestNode relay;
    private Rogue rogue;

    @BeforeEach
    void open() {
        network = TestNetwork.line(3);
        relay = network.node(1);
        rogue = new Rogue(CircuitKind.INTERACTIVE);
        network.node(0).speak(rogue);
        network.settle();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static NodeId node(int number) {
        return new TestNode(new TestNetwork(), number).id();
    }

    private static final NodeId ROGUE = node(1);
    private static final NodeId RELAY = node(2);
    private static final NodeId TARGET = node(3);
    private static final NodeId STRANGER = node(99);
    private static final Bytes OPEN_HERE = request().encode(OURS);
    private static final Bytes OPEN_BEYOND = request(TARGET).encode(OURS);

    private static OpenRequest request(NodeId... rest) {
        return new OpenRequest(ROGUE, List.of(rest));
    }

    private static Bytes data(int label, int size) {
        return Bytes.wrap(Messages.begin(MessageType.DATA, label, Messages.HEADER + size));
    }

    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.wrap(bytes);
    }

    private static Arguments says(String what, String reason, Bytes... messages) {
        return arguments(what, reason, List.of(messages));
    }

    static Stream<Arguments> whatNoHonestPeerSays() {
        NodeId[] many = new NodeId[OpenRequest.MOST_HOPS];
        Arrays.setAll(many, i -> node(100 + i));
        return Stream.of(
                says("nothing", "empty message", Bytes.EMPTY),
                says("type zero", "unknown type of message", bytes(0, 0, 0, 0, 0)),
                says("an unknown type", "unknown type of message", bytes(12, 0, 0, 0, 0)),
                says("a negative type", "unknown type of message", bytes(0xff, 0, 0, 0, 0)),
                says("a label that ends early", "message ends early", bytes(6, 0, 0)),
                says("a label out of range", "label is out of range", data(Labels.END, 1)),
                says("a negative label", "label is out of range", data(-1, 1)),
                says("a label of the other side", "label is taken", request().encode(THEIRS)),
                says("a label again", "label is taken", OPEN_HERE, OPEN_HERE),
                says("data of no circuit", "message about a circuit that is not there", data(OURS, 1)),
                says("data before the circuit is open", "data without credit", OPEN_BEYOND, data(OURS, 1)),
                says("data without any", "data is of no allowed length", OPEN_HERE, data(OURS, 0)),
                says("too much data", "data is of no allowed length", OPEN_HERE, data(OURS, Messages.MAX_PAYLOAD + 1)),
                says("credit of nothing", "credit beyond the window", OPEN_HERE, Messages.credit(OURS, 0)),
                says("negative credit", "credit beyond the window", OPEN_HERE, Messages.credit(OURS, -1)),
                says("credit beyond the window", "credit beyond the window", OPEN_HERE, Messages.credit(OURS, 1)),
                says(
                        "credit that overflows",
                        "credit beyond the window",
                        OPEN_HERE,
                        Messages.credit(OURS, Integer.MAX_VALUE)),
                says(
                        "credit before the circuit is open",
                        "credit for what is not open",
                        OPEN_BEYOND,
                        Messages.credit(OURS, 1)),
                says("credit that ends early", "message is of no allowed length", OPEN_HERE, bytes(7, 0, 0, 0, 0, 0)),
                says("opened, of its own circuit", "opened what was not asked for", OPEN_BEYOND, Messages.opened(OURS)),
                says("opened, of no circuit", "message about a circuit that is not there", Messages.opened(THEIRS)),
                says("refused, of its own circuit", "refused what was not asked for", OPEN_BEYOND, refusal(OURS)),
                says("an unknown ending", "unknown ending", OPEN_HERE, bytes(8, 0, 0, 0, 0, 2)),
                says(
                        "an ending that is too long",
                        "message is of no allowed length",
                        OPEN_HERE,
                        bytes(8, 0, 0, 0, 0, 0, 0)),
                says(
                        "data after its last word",
                        "message about a circuit that is not there",
                        OPEN_HERE,
                        Messages.close(OURS, Ending.DRAINED),
                        data(OURS, 1)),
                says(
                        "that it is ready for a connection before the circuit is open",
                        "speaks of a connection that nobody asked for",
                        OPEN_BEYOND,
                        Messages.bypass(OURS, 1)),
                says(
                        "that it is ready for two connections",
                        "speaks of a connection that nobody asked for",
                        OPEN_HERE,
                        Messages.bypass(OURS, 1),
                        Messages.bypass(OURS, 2)),
                says(
                        "the number of a connection that ends early",
                        "message is of no allowed length",
                        OPEN_HERE,
                        bytes(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
                says("too much about what it says beside the link", "message is of no allowed length", bytes(11, 0)),
                says(
                        "that it goes over to no connection",
                        "goes over to a connection that is not there",
                        OPEN_HERE,
                        Messages.switched(OURS)),
                says(
                        "that it goes over twice",
                        "goes over to a connection that is not there",
                        OPEN_HERE,
                        Messages.bypass(OURS, 1),
                        Messages.switched(OURS),
                        Messages.switched(OURS)),
                says(
                        "data on the link after it has gone over",
                        "data without credit",
                        OPEN_HERE,
                        Messages.bypass(OURS, 1),
                        Messages.switched(OURS),
                        data(OURS, 1)),
                says(
                        "a route that leads back to it",
                        "route leads to a node twice",
                        request(TARGET, ROGUE).encode(OURS)),
                says(
                        "a route of another origin that leads back to it",
                        "route leads to a node twice",
                        new OpenRequest(STRANGER, List.of(TARGET, ROGUE)).encode(OURS)),
                says(
                        "a route that leads to the relay again",
                        "route leads to a node twice",
                        request(TARGET, RELAY).encode(OURS)),
                says(
                        "a route that leads to somebody twice",
                        "route leads to a node twice",
                        request(TARGET, STRANGER, TARGET).encode(OURS)),
                says(
                        "a route that leads to its origin",
                        "route leads to a node twice",
                        new OpenRequest(STRANGER, List.of(STRANGER)).encode(OURS)),
                says(
                        "that the relay has asked for it",
                        "route leads to a node twice",
                        new OpenRequest(RELAY, List.of(TARGET)).encode(OURS)),
                says(
                        "a route that is too long",
                        "route is of no allowed length",
                        request(many).encode(OURS)),
                says(
                        "a route that ends early",
                        "route is of no allowed length",
                        OPEN_BEYOND.slice(0, OPEN_BEYOND.size() - 1)),
                says("a route of a negative length", "route is of no allowed length", negative()),
                says("a greeting that ends early", "message is of no allowed length", bytes(1, 0)),
                says(
                        "greetings without end",
                        "greets without end",
                        Collections.nCopies(20, Messages.greeting(MessageType.HELLO, 7))
                                .toArray(new Bytes[0])));
    }

    private static Bytes refusal(int label) {
        return new Refusal(Refusal.Reason.NO_ROOM, ROGUE).encode(label);
    }

    private static Bytes negative() {
        byte[] message = OPEN_HERE.toArray();
        message[message.length - 1] = -1;
        return Bytes.wrap(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatNoHonestPeerSays")
    void the_link_ends_when_a_peer_says(String what, String reason, List<Bytes> messages) {
        network.sideLines.there = true;
        network.last().acceptor = connection -> network.last().guests.add(new Talker(connection));

        messages.forEach(this::say);
        network.settle();

        assertThat(misbehaved()).isEqualTo(reason);
        assertThat(network.last().guests).allMatch(guest -> guest.closed == null);
        network.last().guests.forEach(guest -> network.on(network.last(), guest::start));
        network.settle();
        network.assertEmpty();
    }

    @Test
    void what_was_on_its_way_when_a_circuit_was_closed_is_nobodys_fault() {
        say(OPEN_HERE);
        network.settle();
        Connection guest = relay.guests.get(0).connection;

        network.on(relay, guest::abort);
        say(data(OURS, 1_000));
        say(Messages.close(OURS, Ending.DRAINED));
        say(OPEN_HERE);
        network.settle();

        assertThat(misbehaved()).isEmpty();
        assertThat(relay.guests).hasSize(2);
    }

    @Test
    void an_answer_to_what_was_given_up_is_nobodys_fault() {
        network.call(relay, network.node(0), TrafficClass.INTERACTIVE);
        network.settle();

        say(Messages.opened(THEIRS));
        say(data(THEIRS, 1_000));
        say(Messages.credit(THEIRS, 1_000));
        say(Messages.close(THEIRS, Ending.BROKEN));
        network.settle();

        assertThat(misbehaved()).isEmpty();
        assertThat(rogue.heard(MessageType.CLOSE)).hasSize(1);
        assertThat(relay.circuits.circuits()).isZero();
    }

    @Test
    void data_beyond_the_window_of_a_relay_ends_the_link() {
        network.last().acceptor = connection -> network.last().guests.add(new Talker(connection));
        say(OPEN_BEYOND);
        network.settle();

        int most = 2 * (WINDOW / Messages.cost(Messages.MAX_PAYLOAD));
        for (int i = 0; i < most; i++) {
            say(data(OURS, Messages.MAX_PAYLOAD));
            network.settle();
        }
        assertThat(misbehaved()).isEmpty();
        say(data(OURS, Messages.MAX_PAYLOAD));
        network.settle();

        assertThat(misbehaved()).contains("without credit");
    }

    @Test
    void data_beyond_the_window_is_seen_also_when_the_circuit_is_closed() {
        say(OPEN_HERE);
        network.settle();
        network.on(relay, relay.guests.get(0).connection::abort);
        network.settle();

        for (int i = 0; i < 5; i++) {
            say(data(OURS, Messages.MAX_PAYLOAD));
        }
        network.settle();

        assertThat(misbehaved()).contains("without credit");
    }

    @Test
    void a_flood_of_requests_is_refused() {
        for (int number = 0; number < Labels.MOST; number++) {
            say(request(STRANGER).encode(number << 1));
        }
        network.settle();

        assertThat(rogue.heard(MessageType.REFUSED)).hasSize(Labels.MOST);
        assertThat(rogue.heard(MessageType.REFUSED))
                .anyMatch(refused -> reason(refused) == Refusal.Reason.NO_LINK)
                .anyMatch(refused -> reason(refused) == Refusal.Reason.NO_ROOM);
        assertThat(relay.circuits.reserved()).isZero();
        assertThat(misbehaved()).isEmpty();
    }

    private static Refusal.Reason reason(Bytes refused) {
        return Refusal.Reason.values()[refused.at(Messages.HEADER)];
    }

    @Test
    void no_label_is_given_again_before_both_sides_have_said_their_last_word() {
        say(OPEN_HERE);
        network.settle();
        network.on(relay, relay.guests.get(0).connection::abort);
        network.settle();

        assertThat(relay.circuits.circuits()).isOne();
        assertThat(rogue.heard(MessageType.CLOSE)).hasSize(1);

        say(Messages.close(OURS, Ending.BROKEN));
        network.settle();
        assertThat(relay.circuits.circuits()).isZero();
        assertThat(rogue.heard(MessageType.CLOSE)).hasSize(1);
    }

    @Test
    void credit_that_is_kept_back_halts_one_circuit_and_no_other() {
        say(OPEN_HERE);
        say(request().encode(OURS + 2));
        network.settle();
        byte[] endless = new byte[4 * WINDOW];

        network.on(relay, () -> relay.guests.forEach(guest -> guest.say(endless, 10_000)));
        network.settle();
        say(Messages.credit(OURS + 2, WINDOW / 2));
        network.pass(Duration.ofSeconds(1));

        assertThat(heard(OURS)).isBetween(WINDOW - 2 * Messages.MAX_PAYLOAD, WINDOW);
        assertThat(heard(OURS + 2)).isGreaterThan(heard(OURS) + WINDOW / 2 - 2 * Messages.MAX_PAYLOAD);
        assertThat(misbehaved()).isEmpty();
    }

    private int heard(int label) {
        return rogue.heard(MessageType.DATA).stream()
                .filter(data -> data.buffer().getInt(1) == label)
                .mapToInt(Bytes::size)
                .sum();
    }

    @Test
    void what_a_life_before_this_one_left_on_its_way_counts_for_nothing() {
        say(OPEN_HERE);
        network.settle();

        relay.replace();
        say(data(OURS, 1_000));
        say(Messages.credit(OURS, 1));
        network.pass(Duration.ofMillis(1));

        network.settle();
        assertThat(misbehaved()).isEmpty();
    }

    @Test
    void an_answer_to_the_greeting_of_a_life_before_this_one_is_none() {
        rogue.polite = false;
        relay.replace();
        network.settle();

        say(Messages.greeting(MessageType.WELCOME, 42));
        say(data(OURS, 1_000));
        network.settle();

        assertThat(misbehaved()).isEmpty();
    }

    private void say(Bytes message) {
        network.on(network.node(0), () -> rogue.say(message));
    }

    @Test
    void who_calls_in_the_name_of_another_one_does_not_keep_it_out() {
        for (int number = 0; number < 2 * Guests.MOST_PER_ORIGIN; number++) {
            rogue.say(new OpenRequest(TARGET, List.of()).encode(2 * number));
        }
        network.settle();
        assertThat(relay.guests).hasSize(Guests.MOST_PER_ORIGIN);

        network.open(network.last(), relay, TrafficClass.INTERACTIVE);

        assertThat(misbehaved()).isEmpty();
    }

    private String misbehaved() {
        return network.cables(relay).get(0).get("circuit.1").at(relay).misbehaved;
    }
}
