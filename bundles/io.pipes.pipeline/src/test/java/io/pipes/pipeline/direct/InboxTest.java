// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.numbers.Ranges;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final NodeId FAR = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final DirectWire.Said LETTER = new DirectWire.Said(
            DirectWire.MESSAGES,
            5,
            1,
            IntStream.rangeClosed(1, 5)
                    .mapToObj(number -> new DirectWire.Item(number, Content.text(String.valueOf(number))))
                    .toList());

    private final LoneNode node = new LoneNode(FAR).on(new StoreShelf());
    private final List<Long> heard = new ArrayList<>();
    private int lettersDone;

    @Test
    void what_was_delivered_of_a_letter_is_not_delivered_again_after_an_orderly_end() {
        Subscribers before = subscribe(2);
        Inbox first = inbox(before);
        first.letter(1, LETTER, () -> lettersDone++);
        before.close();
        finish(first);
        assertThat(heard).containsExactly(1L, 2L);
        assertThat(lettersDone).isZero();

        inbox(subscribe(100)).letter(1, LETTER, () -> lettersDone++);
        node.passes(MOMENT);

        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(lettersDone).isEqualTo(1);
    }

    /** Beyond so many gaps the lowest is closed, and what is missing there does not come any more. */
    @Test
    void letters_in_a_gap_that_was_closed_are_lost_and_known_as_that_after_a_restart() {
        Inbox inbox = inbox(subscribe(100));
        for (long number = 2; number <= 2 * (Ranges.MAX + 2); number += 2) {
            inbox.letter(number, new DirectWire.Said(DirectWire.MESSAGES, 5, 1, List.of()), () -> lettersDone++);
        }
        finish(inbox);
        assertThat(lettersDone).isEqualTo(Ranges.MAX + 2);

        Inbox after = inbox(subscribe(100));

        assertThat(List.of(after.lostLetter(3), after.lostLetter(5))).containsOnly(true);
        assertThat(List.of(after.tookLetter(3), after.tookLetter(5))).containsOnly(true);
        assertThat(List.of(after.lostLetter(1), after.lostLetter(2), after.lostLetter(4), after.lostLetter(7)))
                .containsOnly(false);
    }

    private Inbox inbox(Subscribers subscribers) {
        CompletableFuture<Optional<Bytes>> stored =
                node.store().read(DeliveredNote.AREA, FAR.bytes()).toCompletableFuture();
        node.passes(MOMENT);
        DeliveredNote note = new DeliveredNote(node.loop(), node.store(), FAR, stored.join());
        return new Inbox(node, FAR, subscribers, new SharedRoom(1 << 20), id -> "far", note);
    }

    private void finish(Inbox inbox) {
        CompletionStage<Void> finished = inbox.finish();
        node.passes(MOMENT);
        assertThat(finished.toCompletableFuture()).isDone();
    }

    /** One who takes so many messages and no more. */
    private Subscribers subscribe(long demand) {
        Subscribers subscribers = new Subscribers(node.loop(), () -> {});
        subscribers.publisher(message -> true).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(demand);
            }

            @Override
            public void onNext(Message message) {
                heard.add(message.seq());
            }

            @Override
            public void onError(Throwable ended) {}

            @Override
            public void onComplete() {}
        });
        node.passes(MOMENT);
        return subscribers;
    }
}
