// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private static final NodeId AUTHOR = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final int MIB = 1 << 20;

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private int demandRose;
    private final Subscribers subscribers = new Subscribers(loop, () -> demandRose++);

    @AfterEach
    void nothing_was_thrown_into_the_loop() {
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void a_subscriber_gets_no_more_than_it_asked_for() {
        Reader reader = subscribe(new Reader());
        deliver(1, 2, 3);
        assertThat(reader.seqs).isEmpty();

        request(reader, 2);
        assertThat(reader.seqs).containsExactly(1L, 2L);

        request(reader, 5);
        deliver(4);
        assertThat(reader.seqs).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_message_is_wanted_only_when_all_have_asked_for_one_more() {
        assertThat(subscribers.wants(message(1, 1))).isFalse();
        Reader quick = subscribe(new Reader());
        Reader slow = subscribe(new Reader());
        request(quick, 2);
        assertThat(subscribers.wants(message(1, 1))).isFalse();

        request(slow, 1);
        assertThat(subscribers.wants(message(1, 1))).isTrue();
        deliver(1);
        assertThat(subscribers.wants(message(2, 1))).isFalse();

        int before = demandRose;
        slow.subscription().cancel();
        run();
        assertThat(demandRose).isGreaterThan(before);
        assertThat(subscribers.wants(message(2, 1))).isTrue();
    }

    @Test
    void a_slow_subscriber_keeps_four_mebibytes_and_misses_the_rest_while_others_miss_nothing() {
        Reader slow = subscribe(new Reader());
        Reader quick = subscribe(new Reader());
        request(quick, Long.MAX_VALUE);
        for (int seq = 1; seq <= 6; seq++) {
            deliver(message(seq, MIB));
        }
        request(slow, Long.MAX_VALUE);

        assertThat(quick.seqs).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(slow.seqs).containsExactly(1L, 2L, 3L);
        deliver(7);
        assertThat(slow.seqs).endsWith(7L);
    }

    @Test
    void asking_for_nothing_ends_a_subscription_with_an_error() {
        Reader reader = subscribe(new Reader());
        request(reader, 0);

        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(subscribers.size()).isZero();
    }

    @Test
    void a_subscriber_that_throws_is_cut_off_and_the_others_hear_on() {
        Reader broken = subscribe(new Reader() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                throw new IllegalStateException("broken");
            }
        });
        Reader sound = subscribe(new Reader());
        request(broken, 10);
        request(sound, 10);
        deliver(1, 2);

        assertThat(broken.seqs).containsExactly(1L);
        assertThat(sound.seqs).containsExactly(1L, 2L);
        assertThat(subscribers.size()).isEqualTo(1);
    }

    @Test
    void a_subscriber_that_throws_when_it_begins_is_not_kept() {
        subscribe(new Reader() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                throw new IllegalStateException("broken");
            }
        });

        assertThat(subscribers.size()).isZero();
    }

    @Test
    void closing_fails_those_who_are_there_and_those_who_come_with_feature_missing() {
        Reader there = subscribe(new Reader());
        request(there, 10);
        subscribers.close();
        Reader late = subscribe(new Reader());
        deliver(1);

        assertFeatureMissing(there);
        assertFeatureMissing(late);
        assertThat(there.seqs).isEmpty();
        assertThat(late.subscription).isNotNull();
        assertThat(subscribers.size()).isZero();
    }

    @Test
    void who_has_cancelled_hears_nothing_more_not_even_the_end() {
        Reader reader = subscribe(new Reader());
        request(reader, 10);
        deliver(1);
        reader.subscription().cancel();
        run();
        deliver(2);
        subscribers.close();

        assertThat(reader.seqs).containsExactly(1L);
        assertThat(reader.failure).isNull();
    }

    private static void assertFeatureMissing(Reader reader) {
        assertThat(reader.failure)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.FEATURE_MISSING));
    }

    private Reader subscribe(Reader reader) {
        subscribers.publisher(message -> true).subscribe(reader);
        run();
        return reader;
    }

    private void request(Reader reader, long count) {
        reader.subscription().request(count);
        run();
    }

    private void deliver(int... seqs) {
        for (int seq : seqs) {
            deliver(message(seq, 10));
        }
    }

    private void deliver(Message message) {
        loop.execute(() -> subscribers.deliver(message));
        run();
    }

    private void run() {
        time.runFor(Duration.ofMillis(1));
    }

    private static Message message(long seq, int bytes) {
        return new Message(
                new MessageName.Direct(1, seq),
                Optional.empty(),
                0,
                Optional.empty(),
                AUTHOR,
                "author",
                seq,
                Instant.EPOCH,
                Instant.EPOCH,
                "text/plain",
                Bytes.wrap(new byte[bytes]));
    }

    private static class Reader implements Flow.Subscriber<Message> {
        final List<Long> seqs = new ArrayList<>();
        Flow.@Nullable Subscription subscription;

        @Nullable
        Throwable failure;

        Flow.Subscription subscription() {
            Flow.Subscription given = subscription;
            assertThat(given).isNotNull();
            return given;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Message message) {
            seqs.add(message.seq());
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {
            failure = new AssertionError("completed");
        }
    }
}
