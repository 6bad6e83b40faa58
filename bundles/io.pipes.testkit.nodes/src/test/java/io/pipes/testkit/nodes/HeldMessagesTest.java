// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.message.WaitingMessage;
import io.pipes.base.Bytes;
import io.pipes.node.kernel.BoxTiming;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.storage.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages for nodes that are away: they wait sealed, at their sender and at others, and arrive once and in order. */
class HeldMessagesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final byte DIRECT_RECEIPT = 3;

    @Test
    @SimulatedNodes(count = 6)
    void a_message_arrives_although_sender_and_recipient_are_never_there_together(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        Sent sent = pipes.done(sender.send(recipient, "hello"));
        assertThat(sent.receipt()).isEqualTo(Receipt.QUEUED);
        assertThat(pipes.done(sent.held())).isEqualTo(Receipt.HELD);
        leave(pipes, sender);

        recipient.restart();
        assertThat(pipes.eventually(() -> !recipient.heardDirectly().isEmpty(), MINUTE))
                .isTrue();
        leave(pipes, recipient);
        sender.restart();

        assertThat(pipes.eventually(() -> receipt(pipes, sender, sent) == Receipt.DELIVERED, MINUTE))
                .isTrue();
        assertThat(waiting(pipes, sender)).isEmpty();
        recipient.restart();
        pipes.settle();
        assertThat(recipient.heardDirectly()).containsExactly("hello");
        pipes.nodes()
                .forEach(node -> assertThat(heldBy(pipes, node).letters())
                        .as("%s holds what is delivered", node)
                        .isZero());
    }

    @Test
    @SimulatedNodes(count = 6)
    void what_waits_says_where_it_is_and_until_when(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        Sent sent = pipes.done(sender.send(recipient, "hello"));
        pipes.pass(MINUTE);

        List<WaitingMessage> waiting = waiting(pipes, sender);

        assertThat(waiting).hasSize(1);
        assertThat(waiting.get(0).message()).isEqualTo(sent.message());
        assertThat(waiting.get(0).to()).isEqualTo(recipient.id());
        assertThat(waiting.get(0).receipt()).isEqualTo(Receipt.HELD);
        assertThat(Duration.between(waiting.get(0).time(), waiting.get(0).until()))
                .isBetween(Duration.ofDays(30), Duration.ofDays(30).plusSeconds(1));
        assertThat(waiting.get(0).holders())
                .hasSize(HeldRules.DEFAULT.holders())
                .doesNotContain(sender.id(), recipient.id())
                .doesNotHaveDuplicates();
        assertThat(pipes.nodes().stream()
                        .filter(SimulatedNode::isRunning)
                        .filter(node -> heldBy(pipes, node).letters() == 1)
                        .map(SimulatedNode::id))
                .containsExactlyInAnyOrderElementsOf(waiting.get(0).holders());
    }

    @Test
    void a_message_waits_until_a_program_takes_it_although_its_node_replaces_its_keys_meanwhile() {
        BoxTiming often = new BoxTiming(MINUTE, MINUTE.multipliedBy(4), MINUTE.multipliedBy(12));
        try (SimulatedPipes pipes = SimulatedPipes.network(4).boxes(often).start()) {
            SimulatedNode sender = pipes.node(1);
            SimulatedNode recipient = pipes.node(2);
            leave(pipes, recipient);
            Sent sent = pipes.done(sender.send(recipient, "hello"));
            recipient.deaf(true);
            recipient.restart();
            pipes.pass(MINUTE.multipliedBy(25));
            leave(pipes, recipient);
            recipient.restart();
            pipes.pass(MINUTE.multipliedBy(25));

            leave(pipes, recipient);
            recipient.deaf(false);
            recipient.restart();
            assertThat(pipes.eventually(() -> receipt(pipes, sender, sent) == Receipt.DELIVERED, MINUTE))
                    .isTrue();
            assertThat(recipient.heardDirectly()).containsExactly("hello");
        }
    }

    @Test
    void without_holders_a_message_survives_that_its_sender_loses_power() {
        HeldRules nobody = new HeldRules(0, Duration.ofDays(1), 0);
        try (SimulatedPipes pipes =
                SimulatedPipes.network(3).held(nobody).seed(1).start()) {
            SimulatedNode sender = pipes.node(0);
            SimulatedNode recipient = pipes.node(1);
            leave(pipes, recipient);
            Sent sent = pipes.done(sender.send(recipient, "hello"));
            sender.crash();
            pipes.pass(MINUTE);
            sender.restart();
            pipes.pass(MINUTE);
            assertThat(receipt(pipes, sender, sent)).isEqualTo(Receipt.QUEUED);
            assertThat(heldBy(pipes, pipes.node(2)).letters()).isZero();

            recipient.restart();

            assertThat(pipes.eventually(() -> receipt(pipes, sender, sent) == Receipt.DELIVERED, MINUTE))
                    .isTrue();
            assertThat(recipient.heardDirectly()).containsExactly("hello");
        }
    }

    @Test
    @SimulatedNodes(count = 6)
    void what_was_on_the_way_when_the_recipient_went_is_held_too_and_the_order_stays(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        Sent there = pipes.done(sender.send(recipient, "0"));
        pipes.done(there.delivered());
        recipient.crash();
        List<Sent> sent = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            sent.add(pipes.done(sender.send(recipient, String.valueOf(i))));
            pipes.pass(Duration.ofSeconds(5));
        }
        assertThat(sent.get(0).receipt()).as("nobody knew yet").isEqualTo(Receipt.SENT);
        assertThat(sent.get(19).receipt()).isEqualTo(Receipt.QUEUED);
        leave(pipes, sender);

        recipient.restart();
        pipes.settle();
        sender.restart();
        pipes.settle();
        pipes.done(pipes.done(sender.send(recipient, "21")).delivered());

        assertThat(recipient.heardDirectly()).containsExactlyElementsOf(numbers(21));
    }

    @Test
    @SimulatedNodes(count = 6)
    void when_both_are_back_what_waits_comes_before_what_is_sent_then(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        for (int i = 0; i < 5; i++) {
            pipes.done(sender.send(recipient, String.valueOf(i)));
        }
        recipient.restart();
        for (int i = 5; i <= 200; i++) {
            sender.send(recipient, String.valueOf(i));
            pipes.pass(Duration.ofMillis(50));
        }
        pipes.settle();

        assertThat(recipient.heardDirectly()).containsExactlyElementsOf(numbers(200));
        assertThat(pipes.done(sender.send(recipient, "live")).receipt()).isEqualTo(Receipt.SENT);
    }

    @Test
    void a_message_that_nobody_comes_for_is_given_up_everywhere() {
        HeldRules hour = new HeldRules(3, Duration.ofHours(1), 1 << 20);
        try (SimulatedPipes pipes = SimulatedPipes.network(5).held(hour).seed(1).start()) {
            SimulatedNode sender = pipes.node(1);
            SimulatedNode recipient = pipes.node(2);
            leave(pipes, recipient);
            Sent sent = pipes.done(sender.send(recipient, "hello"));
            pipes.done(sent.held());
            pipes.pass(Duration.ofHours(1).plus(MINUTE));

            assertThatThrownBy(() -> pipes.done(sent.delivered()))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            PipesException.class,
                            failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.TIMED_OUT));
            assertThat(waiting(pipes, sender)).isEmpty();
            assertThat(receipt(pipes, sender, sent)).as("not delivered").isNull();
            running(pipes)
                    .forEach(node ->
                            assertThat(heldBy(pipes, node)).as("%s", node).isEqualTo(new HeldForOthers(0, 0)));
            recipient.restart();
            pipes.settle();
            assertThat(recipient.heardDirectly()).isEmpty();
        }
    }

    @Test
    @SimulatedNodes(count = 5)
    void a_clock_that_is_set_while_nodes_run_makes_no_message_older(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        pipes.done(pipes.done(sender.send(recipient, "hello")).held());
        running(pipes).forEach(node -> node.host().loop().clock().step(Duration.ofDays(3_650)));
        pipes.pass(MINUTE);
        assertThat(waiting(pipes, sender)).hasSize(1);

        recipient.restart();
        pipes.settle();

        assertThat(recipient.heardDirectly()).containsExactly("hello");
    }

    @Test
    @SimulatedNodes(count = 6)
    void nothing_is_held_for_a_node_that_was_removed_nor_of_one(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        SimulatedNode other = pipes.node(3);
        leave(pipes, recipient);
        Sent sent = pipes.done(sender.send(recipient, "to one who is removed"));
        pipes.done(sent.held());
        pipes.done(pipes.node(0).network().revoke(recipient.id()));
        assertThatThrownBy(() -> pipes.done(sent.delivered()))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.REVOKED));

        leave(pipes, other);
        pipes.done(pipes.done(sender.send(other, "of one who is removed")).held());
        pipes.done(pipes.node(0).network().revoke(sender.id()));
        pipes.pass(MINUTE);

        running(pipes)
                .forEach(node ->
                        assertThat(heldBy(pipes, node).letters()).as("%s", node).isZero());
        other.restart();
        pipes.settle();
        assertThat(other.heardDirectly()).isEmpty();
    }

    @Test
    void what_holders_see_does_not_show_what_it_says() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(5).suite(Suite.PIPES1).seed(1).start()) {
            holdSecret(pipes);
        }
    }

    private static void holdSecret(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        List<String> held = new ArrayList<>();
        List<String> live = new ArrayList<>();
        pipes.tap(new Tap() {
            @Override
            public void heard(TappedExchange exchange, Bytes message) {
                String text = new String(message.toArray(), StandardCharsets.ISO_8859_1);
                if (exchange.protocol().equals("held.1")) {
                    held.add(text);
                } else if (exchange.protocol().equals("message.1")) {
                    live.add(text);
                }
            }
        });
        pipes.done(pipes.done(sender.send(recipient, "a secret")).delivered());
        leave(pipes, recipient);
        pipes.done(pipes.done(sender.send(recipient, "a secret")).held());
        leave(pipes, sender);
        recipient.restart();
        pipes.settle();

        assertThat(recipient.heardDirectly()).containsExactly("a secret", "a secret");
        assertThat(live).as("the search finds it where it is").anyMatch(text -> text.contains("a secret"));
        assertThat(held).isNotEmpty().noneMatch(text -> text.contains("a secret"));
    }

    @Test
    void a_holder_lends_each_sender_a_share_of_its_room_and_what_does_not_fit_waits_at_its_sender() {
        HeldRules small = new HeldRules(3, Duration.ofDays(1), 1 << 20);
        int share = (1 << 20) / 8;
        try (SimulatedPipes pipes =
                SimulatedPipes.network(5).held(small).seed(1).start()) {
            SimulatedNode sender = pipes.node(1);
            SimulatedNode recipient = pipes.node(2);
            leave(pipes, recipient);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                texts.add(i + " " + "x".repeat(10_000));
                pipes.done(sender.send(recipient, texts.get(i)));
            }
            pipes.pass(MINUTE);

            running(pipes)
                    .forEach(node -> assertThat(heldBy(pipes, node).bytes())
                            .as("%s", node)
                            .isLessThanOrEqualTo(share));
            assertThat(waiting(pipes, sender))
                    .extracting(WaitingMessage::receipt)
                    .contains(Receipt.HELD, Receipt.QUEUED);

            recipient.restart();
            pipes.settle();
            assertThat(recipient.heardDirectly()).isEqualTo(texts);
            assertThat(waiting(pipes, sender)).isEmpty();
        }
    }

    @Test
    @SimulatedNodes(count = 6)
    void holders_that_lose_power_have_it_still(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        pipes.done(pipes.done(sender.send(recipient, "hello")).held());
        pipes.pass(MINUTE);
        running(pipes).forEach(SimulatedNode::crash);
        pipes.pass(MINUTE);

        recipient.restart();
        List<SimulatedNode> others = pipes.nodes().stream()
                .filter(node -> node != sender && node != recipient)
                .toList();
        others.forEach(SimulatedNode::restart);

        assertThat(pipes.eventually(() -> !recipient.heardDirectly().isEmpty(), MINUTE))
                .isTrue();
        pipes.settle();
        assertThat(recipient.heardDirectly()).containsExactly("hello");
    }

    @Test
    @SimulatedNodes(count = 6)
    void while_the_disk_is_full_a_message_to_one_who_is_away_is_refused_and_not_promised(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        leave(pipes, recipient);
        sender.failStore(StoreException.Reason.FULL);
        assertThatThrownBy(() -> pipes.done(sender.send(recipient, "one")))
                .rootCause()
                .isInstanceOf(StoreException.class);
        sender.failStore(null);

        pipes.done(sender.send(recipient, "two"));
        recipient.restart();
        pipes.settle();

        assertThat(recipient.heardDirectly()).containsExactly("two");
    }

    /** The sender cannot know what has become of it, so it is held; the recipient knows, also after both have lost power. */
    @Test
    @SimulatedNodes(count = 4)
    void what_was_delivered_without_a_receipt_when_the_link_ended_is_not_delivered_again(SimulatedPipes pipes) {
        SimulatedNode sender = pipes.node(1);
        SimulatedNode recipient = pipes.node(2);
        pipes.tap(new Tap() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                boolean receipt = exchange.protocol().equals("message.1") && message.at(0) == DIRECT_RECEIPT;
                if (!receipt || exchange.node().id().equals(sender.id())) {
                    exchange.pass(message);
                }
            }
        });
        Sent sent = pipes.done(sender.send(recipient, "hello"));
        pipes.pass(MINUTE);
        assertThat(recipient.heardDirectly()).containsExactly("hello");
        leave(pipes, recipient);
        assertThat(receipt(pipes, sender, sent)).isEqualTo(Receipt.HELD);
        leave(pipes, sender);
        sender.restart();
        pipes.pass(MINUTE);

        recipient.restart();
        pipes.settle();

        assertThat(receipt(pipes, sender, sent)).isEqualTo(Receipt.DELIVERED);
        assertThat(recipient.heardDirectly()).containsExactly("hello");
    }

    private static void leave(SimulatedPipes pipes, SimulatedNode node) {
        node.crash();
        pipes.pass(MINUTE);
    }

    private static List<SimulatedNode> running(SimulatedPipes pipes) {
        return pipes.nodes().stream().filter(SimulatedNode::isRunning).toList();
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(0, last).mapToObj(String::valueOf).toList();
    }

    static Receipt receipt(SimulatedPipes pipes, SimulatedNode node, Sent sent) {
        MessageName.Direct name = (MessageName.Direct) sent.message();
        return pipes.done(node.onLoop(() -> node.facet(LocalMessaging.class).receipt(name))
                .thenCompose(receipt -> receipt)
                .exceptionally(unknown -> null));
    }

    static List<WaitingMessage> waiting(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.facet(LocalMessaging.class).waiting(10_000))
                .thenCompose(waiting -> waiting));
    }

    static HeldForOthers heldBy(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.facet(LocalMessaging.class).heldForOthers())
                .thenCompose(held -> held));
    }
}
