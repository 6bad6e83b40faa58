// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.message.Receipt;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.held.HeldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final NodeId TO = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final long SESSION = 5;

    private final LoneNode node = new LoneNode(TO);
    private final DirectMessages messages = new DirectMessages(node, HeldRules.DEFAULT);
    private final LetterQueue letters = new LetterQueue(node.loop(), messages.letters(), TO, SESSION);
    private final Outbox outbox = new Outbox(SESSION, 0, new SharedRoom(Long.MAX_VALUE), letters);
    private final List<Submission> handedIn = new ArrayList<>();
    private final Peer peer = new Peer();

    @Test
    void nothing_leaves_before_the_welcome_and_then_all_that_waits_leaves_together() throws MalformedException {
        outbox.opened(peer);
        send(3);
        outbox.pump();
        assertThat(numbers()).isEmpty();
        assertThat(handedIn).noneMatch(Submission::isAnswered);

        outbox.welcome(SESSION, 0);

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
        assertThat(peer.sent).as("a hello and one list").hasSize(2);
    }

    @Test
    void what_was_sent_is_not_sent_again() throws MalformedException {
        open();
        send(2);
        outbox.pump();
        send(1);
        outbox.pump();
        outbox.pump();

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void what_the_other_side_has_forgotten_goes_again() throws MalformedException {
        open();
        send(4);
        outbox.pump();
        outbox.receipt(SESSION, 1);
        peer.sent.clear();

        outbox.welcome(SESSION, 2);

        assertThat(numbers()).containsExactly(3L, 4L);
    }

    @Test
    void what_has_no_receipt_when_the_link_ends_goes_into_letters_and_not_over_the_next_link()
            throws MalformedException {
        open();
        send(4);
        outbox.pump();
        outbox.receipt(SESSION, 1);
        outbox.closed();
        send(1);
        assertThat(letters.waiting()).as("another link is hoped for").isEmpty();
        outbox.stopHoping();
        assertThat(letters.waiting()).extracting(Submission::number).containsExactly(2L, 3L, 4L, 5L);
        peer.sent.clear();

        open();
        send(1);
        outbox.pump();

        assertThat(DirectWire.read(peer.sent.get(0)).number()).isEqualTo(6);
        assertThat(numbers()).as("letters come first").isEmpty();
    }

    @Test
    void another_link_that_comes_at_once_takes_on_what_has_no_receipt() throws MalformedException {
        open();
        send(4);
        outbox.pump();
        outbox.receipt(SESSION, 1);
        outbox.closed();
        send(1);
        assertThat(outbox.needsLink()).isTrue();
        peer.sent.clear();

        open();
        outbox.pump();
        outbox.stopHoping();

        assertThat(DirectWire.read(peer.sent.get(0)).number()).isEqualTo(2);
        assertThat(numbers()).containsExactly(2L, 3L, 4L, 5L);
        assertThat(letters.waiting()).isEmpty();
    }

    @Test
    void a_receipt_for_what_was_not_sent_confirms_nothing() {
        open();
        send(1);
        outbox.pump();
        send(1);

        outbox.receipt(SESSION, 2);

        assertThat(handedIn.get(0).delivered()).isCompletedWithValue(Receipt.DELIVERED);
        assertThat(handedIn.get(1).delivered()).isNotDone();
    }

    @Test
    void a_link_without_room_gets_no_more_than_one_list_at_a_time() throws MalformedException {
        open();
        peer.room = 1;
        send(DirectWire.MAX_MESSAGES + 1);
        outbox.pump();
        long sent = numbers().size();
        assertThat(sent).isBetween(1L, (long) DirectWire.MAX_MESSAGES);

        peer.room = Integer.MAX_VALUE;
        outbox.pump();

        assertThat(numbers())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, DirectWire.MAX_MESSAGES + 1)
                        .boxed()
                        .toList());
    }

    @Test
    void a_list_has_its_limit_unless_a_single_message_is_longer() throws MalformedException {
        open();
        send(5, "x".repeat(20_000));
        send(1, "x".repeat(200_000));
        outbox.pump();

        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        List<Bytes> lists = peer.sent.subList(1, peer.sent.size());
        assertThat(lists).hasSize(3);
        assertThat(lists.subList(0, 2)).allMatch(list -> list.size() <= Outbox.MAX_BATCH_BYTES);
    }

    @Test
    void a_message_that_is_taken_back_while_it_waits_for_room_is_never_sent() throws MalformedException {
        open();
        send(10, "x".repeat(1 << 20));
        outbox.pump();
        assertThat(handedIn).filteredOn(one -> !one.isAnswered()).hasSize(2);

        outbox.withdraw(handedIn.get(8));
        outbox.withdraw(handedIn.get(0));
        outbox.receipt(SESSION, 8);
        outbox.pump();

        assertThat(numbers()).hasSize(9);
        assertThat(handedIn.get(8).isAnswered()).isFalse();
        assertThat(handedIn.get(9).number()).isEqualTo(9);
    }

    private void open() {
        outbox.opened(peer);
        outbox.welcome(SESSION, 0);
    }

    private void send(int count) {
        send(count, "hello");
    }

    private void send(int count, String text) {
        for (int i = 0; i < count; i++) {
            Submission message = new Submission(TO, new DirectWire.Item(1, Content.text(text)));
            handedIn.add(message);
            outbox.send(message);
        }
    }

    /** Of the messages that went to the other side. */
    private List<Long> numbers() throws MalformedException {
        List<Long> numbers = new ArrayList<>();
        for (Bytes sent : peer.sent) {
            DirectWire.Said said = DirectWire.read(sent);
            for (int i = 0; i < said.items().size(); i++) {
                numbers.add(said.number() + i);
            }
        }
        return numbers;
    }
}
