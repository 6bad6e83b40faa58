// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlobBookTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final Bytes BLOB = Bytes.wrap(new byte[32]);
    private static final NodeId ANNA = NodeId.of(BLOB);

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private BlobBook book = new BlobBook(node.store());
    private final CursorPlace end = new CursorPlace(7, new From.After(ANNA, 5, Integer.MAX_VALUE));
    private final BlobPlace first = new BlobPlace(TAG, ANNA, 5);
    private final BlobPlace second = new BlobPlace(TAG, LoneNode.SELF, 2);

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return future.join();
    }

    private void again() {
        book = new BlobBook(node.store());
        done(book.load());
    }

    @Test
    void what_was_noted_is_there_in_the_next_life() {
        done(book.looked(TAG, end, Map.of(BLOB, Set.of(first))));
        again();

        assertThat(book.end(TAG)).contains(end);
        assertThat(book.author(BLOB)).contains(ANNA);
        assertThat(book.named().get(BLOB)).containsExactly(first);
    }

    @Test
    void a_blob_goes_with_the_last_message_that_names_it() {
        done(book.looked(TAG, end, Map.of(BLOB, Set.of(first, second))));

        assertThat(done(book.drop(second::equals))).isEmpty();
        again();
        assertThat(done(book.drop(first::equals))).containsExactly(BLOB);
        assertThat(book.isNamed(BLOB)).isFalse();
        again();
        assertThat(book.isNamed(BLOB)).isFalse();
    }

    @Test
    void one_that_many_messages_of_one_author_name_goes_with_the_last_of_them() {
        Set<BlobPlace> many = LongStream.rangeClosed(1, 20)
                .mapToObj(seq -> new BlobPlace(TAG, ANNA, seq))
                .collect(Collectors.toSet());
        done(book.looked(TAG, end, Map.of(BLOB, many)));
        done(book.looked(TAG, end, Map.of(BLOB, Set.of(first))));
        again();

        assertThat(done(book.drop(place -> place.seq() < 20))).isEmpty();
        again();
        assertThat(done(book.drop(place -> place.seq() <= 20))).containsExactly(BLOB);
    }

    @Test
    void one_that_is_named_in_more_chains_than_are_noted_stays() {
        Set<BlobPlace> many = LongStream.rangeClosed(1, 20)
                .mapToObj(number -> new BlobPlace(Bytes.hex("%032x".formatted(number)), ANNA, 1))
                .collect(Collectors.toSet());
        done(book.looked(TAG, end, Map.of(BLOB, many)));
        again();

        assertThat(book.named().get(BLOB)).hasSize(BlobPlace.MAX_OF_ONE);
        assertThat(done(book.drop(place -> true))).isEmpty();
        assertThat(book.isNamed(BLOB)).isTrue();
    }

    @Test
    void what_an_author_uses_of_its_share_is_known_in_the_next_life_and_free_when_the_blob_goes() {
        done(book.looked(TAG, end, Map.of(BLOB, Set.of(first))));
        book.letIn(BLOB, ANNA, 5 << 20);
        book.letIn(BLOB, LoneNode.SELF, 7 << 20);
        node.passes(Duration.ofSeconds(1));
        again();

        assertThat(book.bytesOf(ANNA)).isEqualTo(5 << 20);
        assertThat(book.bytesOf(LoneNode.SELF)).isZero();
        done(book.drop(first::equals));
        again();
        assertThat(book.bytesOf(ANNA)).isZero();
        assertThat(book.isLetIn(BLOB)).isFalse();
    }

    @Test
    void one_that_is_read_before_its_message_was_seen_stays() {
        book.name(BLOB);
        again();

        assertThat(done(book.drop(place -> true))).isEqualTo(List.of());
        assertThat(book.isNamed(BLOB)).isTrue();
        assertThat(book.author(BLOB)).isEmpty();
    }
}
