// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Member;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node with letters of its own, and two that could hold them. */
class SendingTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final HeldRules ONE_HOLDER = new HeldRules(1, Duration.ofDays(1), 64 << 20);

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedSuite suite = new SimulatedSuite();
    private final Map<NodeId, Member> members = new TreeMap<>();
    private final LoneNode sender = node("the sender of letters to the one");
    private final LoneNode recipient = node("the recipient, who may be absent");
    private final LoneNode otherRecipient = node("someone else, who is absent too.");
    private final Link one = new Link(node("the holder of what others write."));
    private final Link other = new Link(node("the other one who holds letters."));
    private final HeldNode held = new HeldNode(sender.on(new StoreShelf()), ONE_HOLDER, new Desk());

    SendingTest() {
        held.load();
        time.runFor(MOMENT);
        Stream.of(one, other).forEach(link -> {
            sender.linked.add(link.peer());
            held.opened(link);
        });
    }

    @Test
    void who_does_not_answer_for_a_minute_is_replaced_and_is_a_holder_when_it_answers_later() {
        write(1);
        Link first = keeps(one).isEmpty() ? other : one;
        Link second = first == one ? other : one;
        assertThat(keeps(first)).hasSize(1);
        time.runFor(MINUTE.minus(MOMENT.multipliedBy(5)));
        assertThat(keeps(second)).isEmpty();

        time.runFor(MOMENT.multipliedBy(10));

        assertThat(keeps(second)).hasSize(1);
        Bytes id = id(keeps(second).get(0));
        say(first, new HeldMessage.Kept(id, true));
        assertThat(held.pending().get(0).holders()).containsExactly(first.peer());
    }

    @Test
    void a_letter_that_is_stored_when_its_recipient_was_just_removed_is_given_up() {
        CompletableFuture<Void> written = held.write(recipient.id(), new Span(5, 1, 1, 0), Bytes.utf8("content"))
                .toCompletableFuture();
        members.remove(recipient.id());
        held.removed(recipient.id());
        time.runFor(MOMENT);

        assertThat(held.pending()).isEmpty();
        assertThat(written).isCompletedExceptionally();
        time.runFor(MINUTE);
        assertThat(keeps(one)).isEmpty();
        assertThat(keeps(other)).isEmpty();
    }

    @Test
    void who_has_no_room_for_one_recipient_is_asked_for_another() {
        leave(other);
        write(1);
        say(one, new HeldMessage.Kept(id(keeps(one).get(0)), false));
        time.runFor(MINUTE);
        assertThat(keeps(one)).hasSize(1);

        write(otherRecipient, 1);

        assertThat(keeps(one)).hasSize(2);
    }

    @Test
    void when_all_is_delivered_no_link_is_wanted_any_more() {
        leave(one);
        sender.linked.add(one.peer());
        leave(other);
        write(1);
        assertThat(held.needed()).contains(recipient.id(), one.peer());
        Link back = new Link(recipient);
        held.opened(back);
        time.runFor(MOMENT);
        Bytes id = back.lastAnnounced().id();
        Bytes text = Letter.receiptText(sender.network(), sender.id(), recipient.id(), 1, id);

        say(back, new HeldMessage.Receipt(id, recipient.sign(Label.RECEIPT, text)));
        time.runFor(MINUTE);

        assertThat(held.pending()).isEmpty();
        assertThat(held.needed()).isEmpty();
    }

    private void leave(Link link) {
        sender.linked.remove(link.peer());
        held.closed(link);
        time.runFor(MOMENT);
    }

    private void write(long number) {
        write(recipient, number);
    }

    private void write(LoneNode to, long number) {
        held.write(to.id(), new Span(5, number, 1, 0), Bytes.utf8("content"));
        time.runFor(MOMENT);
    }

    private Bytes id(HeldMessage.Keep keep) {
        try {
            return Letter.decode(suite, sender.network(), keep.letter()).id();
        } catch (MalformedException nonsense) {
            throw new AssertionError(nonsense);
        }
    }

    private static List<HeldMessage.Keep> keeps(Link link) {
        return link.heard.stream()
                .filter(HeldMessage.Keep.class::isInstance)
                .map(HeldMessage.Keep.class::cast)
                .toList();
    }

    private void say(Link from, HeldMessage message) {
        held.received(from, message.encode());
        time.runFor(MOMENT);
    }

    private LoneNode node(String id) {
        NodeId self = NodeId.of(Bytes.wrap(id.getBytes(US_ASCII)));
        LoneNode node = new LoneNode(self, time, suite, members);
        Member model = LoneNode.member(self, node.signingKey());
        members.put(
                self,
                new Member(
                        self,
                        model.identity(),
                        model.name(),
                        model.role(),
                        model.signingKey(),
                        model.linkKey(),
                        node.boxKey()));
        return node;
    }
}
