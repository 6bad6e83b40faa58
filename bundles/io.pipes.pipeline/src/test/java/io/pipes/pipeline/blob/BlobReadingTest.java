// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BlobReadingTest {
    private static final int SIZE = 3 << 20;
    private static final int CHUNKS = 13;

    private final LoneNode node = new LoneNode();
    private final BlobNode blobs = new BlobNode(node, Long.MAX_VALUE);
    private final byte[] content = new SeededRandomness(1).bytes(SIZE);

    private CompletableFuture<BlobReference> put(long declared) {
        ContentSource source = new ContentSource("image/png", declared, () -> new ByteArrayInputStream(content));
        CompletableFuture<BlobReference> put = blobs.put(source).toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return put;
    }

    private Hand read(BlobReference reference, long demand) {
        return read(reference, 0, demand);
    }

    private Hand read(BlobReference reference, long from, long demand) {
        Hand hand = new Hand();
        blobs.open(reference).bytes(from).subscribe(hand);
        node.passes(Duration.ofSeconds(1));
        hand.subscription.request(demand);
        node.passes(Duration.ofSeconds(1));
        return hand;
    }

    @Test
    void a_reader_gets_as_much_as_it_asks_for() {
        BlobReference reference = put(SIZE).join();

        Hand hand = read(reference, 2);

        assertThat(hand.pieces).hasSize(2);
        assertThat(hand.over).isFalse();
        hand.subscription.request(Long.MAX_VALUE);
        node.passes(Duration.ofSeconds(1));
        assertThat(hand.pieces).hasSize(CHUNKS);
        assertThat(hand.over).isTrue();
        assertThat(hand.failure).isNull();
        assertThat(hand.bytes()).isEqualTo(content);
    }

    @Test
    void reading_begins_at_any_byte() {
        BlobReference reference = put(SIZE).join();

        for (int from : new int[] {
            1, ChunkCipher.CONTENT_BYTES - 1, ChunkCipher.CONTENT_BYTES, ChunkCipher.CONTENT_BYTES + 1, SIZE - 1, SIZE
        }) {
            Hand hand = read(reference, from, CHUNKS);

            assertThat(hand.over).as("from %d", from).isTrue();
            assertThat(hand.bytes()).isEqualTo(Arrays.copyOfRange(content, from, SIZE));
        }
        assertThatThrownBy(() -> blobs.open(reference).bytes(SIZE + 1L)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void what_comes_in_pieces_of_any_length_is_the_same_content() {
        int[] lengths = {0, 1, ChunkCipher.CONTENT_BYTES - 1, ChunkCipher.CONTENT_BYTES, 1 << 20, 7};
        LargeContents.Writing writing = blobs.begin();
        int at = 0;
        for (int i = 0; at < SIZE; i++) {
            int length = Math.min(SIZE - at, lengths[i % lengths.length]);
            CompletableFuture<Void> written = writing.write(Bytes.wrap(Arrays.copyOfRange(content, at, at + length)))
                    .toCompletableFuture();
            node.passes(Duration.ofSeconds(1));
            assertThat(written).isCompleted();
            at += length;
        }
        CompletableFuture<BlobReference> finished = writing.finish().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));

        assertThat(finished.join().size()).isEqualTo(SIZE);
        assertThat(read(finished.join(), CHUNKS).bytes()).isEqualTo(content);
    }

    @Test
    void what_is_given_up_while_it_is_written_does_not_go_on() {
        LargeContents.Writing writing = blobs.begin();
        CompletableFuture<Void> written = writing.write(Bytes.wrap(content)).toCompletableFuture();
        CompletableFuture<Void> gone = writing.discard().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));

        assertThat(written).isCompletedExceptionally();
        assertThat(gone).isCompleted();
        assertThat(writing.finish()).isCompletedExceptionally();
        assertThat(node.blobs().list()).isEmpty();
    }

    @Test
    void who_cancels_gets_nothing_more() {
        Hand hand = read(put(SIZE).join(), 1);

        hand.subscription.cancel();
        hand.subscription.request(5);
        node.passes(Duration.ofSeconds(1));

        assertThat(hand.pieces).hasSize(1);
        assertThat(hand.over).isFalse();
    }

    @Test
    void a_blob_that_is_not_what_its_author_said_is_refused_and_stays() {
        BlobReference good = put(SIZE).join();
        Secret other = Secret.random(new SeededRandomness(2), 32);

        for (BlobReference bad : List.of(
                new BlobReference(good.address(), SIZE, other),
                new BlobReference(good.address(), SIZE + 1, good.key()),
                new BlobReference(good.address(), SIZE - 1, good.key()),
                new BlobReference(good.address(), 2L * SIZE, good.key()),
                new BlobReference(good.address(), (long) (CHUNKS - 1) * ChunkCipher.CONTENT_BYTES, good.key()))) {
            Hand hand = read(bad, 20);

            assertThat(hand.pieces).isEmpty();
            assertThat(hand.failure)
                    .isInstanceOfSatisfying(
                            PipesException.class,
                            failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.REFUSED));
        }
        assertThat(read(good, CHUNKS).bytes()).isEqualTo(content);
    }

    @Test
    void a_source_that_has_not_as_much_as_it_says_is_refused_and_leaves_nothing() {
        for (long declared : new long[] {SIZE - 1, SIZE + 1, 2L * SIZE, (CHUNKS - 1L) * ChunkCipher.CONTENT_BYTES}) {
            assertThat(put(declared))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(PipesException.class)
                    .withMessageContaining("not as much as it says");
        }
        node.passes(Duration.ofSeconds(1));
        assertThat(node.blobs().list()).isEmpty();
    }

    @Test
    void readers_hear_that_the_feature_goes() {
        Hand hand = read(put(SIZE).join(), 1);

        blobs.stop();

        assertThat(hand.failure)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.FEATURE_MISSING));
    }

    private static final class Hand implements Flow.Subscriber<Bytes> {
        private final List<Bytes> pieces = new ArrayList<>();
        private Flow.Subscription subscription;
        private Throwable failure;
        private boolean over;

        byte[] bytes() {
            byte[] all = new byte[pieces.stream().mapToInt(Bytes::size).sum()];
            int at = 0;
            for (Bytes piece : pieces) {
                piece.copyTo(all, at);
                at += piece.size();
            }
            return all;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Bytes piece) {
            pieces.add(piece);
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {
            over = true;
        }
    }
}
