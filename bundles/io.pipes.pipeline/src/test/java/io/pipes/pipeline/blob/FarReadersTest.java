// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who behind peers is asked for what, and when. */
class FarReadersTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final NodeId ANNA = author(1);
    private static final NodeId BOB = author(2);
    private static final Bytes FIRST = Bytes.hex("01".repeat(32));
    private static final Bytes SECOND = Bytes.hex("02".repeat(32));

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private final BlobBook book = new BlobBook(node.store());
    private final Fetching fetching = new Fetching(node, arrived -> {}, (fetch, bytes) -> true);
    private final FarReaders far = new FarReaders(node, book, List.of(), fetching, lost -> {});

    private static NodeId author(int number) {
        return NodeId.of(Bytes.hex("%02x".formatted(number).repeat(NodeId.SIZE)));
    }

    private void named(Bytes address, List<NodeId> authors) {
        book.looked(
                TAG,
                new CursorPlace(1, new From.After(ANNA, 1, Integer.MAX_VALUE)),
                Map.of(
                        address,
                        authors.stream()
                                .map(author -> new BlobPlace(TAG, author, 1))
                                .collect(Collectors.toSet())));
        fetching.want(address, authors.get(0));
        far.lookSoon(authors.get(0));
    }

    private Peer linked(NodeId member) {
        Peer peer = new Peer(member);
        peer.direct = false;
        far.talk().opened(peer);
        return peer;
    }

    /** All that somebody was asked for, in order. */
    private static List<Bytes> wants(Peer peer) {
        return peer.sent.stream()
                .map(FarReadersTest::decode)
                .flatMap(message -> ((BlobMessage.Want) message).addresses().stream())
                .toList();
    }

    private static BlobMessage decode(Bytes message) {
        try {
            return BlobMessage.decode(message);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_wrote_something_new_is_asked_for_it_though_not_all_were_asked_for_what_nobody_has() {
        List<NodeId> all =
                IntStream.rangeClosed(1, 16).mapToObj(FarReadersTest::author).toList();
        node.linked.addAll(all);
        named(FIRST, all);
        node.passes(Duration.ofSeconds(35));
        assertThat(node.wanted).doesNotHaveDuplicates().hasSize(6);
        NodeId asked = node.wanted.get(0);

        named(SECOND, List.of(asked));
        node.passes(Duration.ofSeconds(11));

        assertThat(node.wanted.subList(6, node.wanted.size())).hasSize(3).contains(asked);
    }

    @Test
    void who_names_things_without_end_keeps_nobody_from_being_asked() {
        List<NodeId> all =
                IntStream.rangeClosed(1, 16).mapToObj(FarReadersTest::author).toList();
        node.linked.addAll(all);
        named(FIRST, all);
        for (int i = 0; i < 60; i++) {
            named(Bytes.hex("%02x".formatted(100 + i).repeat(32)), List.of(author(1 + i % 3)));
            node.passes(Duration.ofSeconds(11));
        }

        assertThat(node.wanted).containsAll(all);
    }

    @Test
    void an_open_link_hears_of_what_is_wanted_later_too() {
        Peer anna = linked(ANNA);
        named(FIRST, List.of(ANNA));
        node.passes(Duration.ofSeconds(11));
        named(SECOND, List.of(ANNA));
        node.passes(Duration.ofSeconds(120));

        assertThat(wants(anna)).containsExactly(FIRST, SECOND);
    }

    @Test
    void nobody_hears_of_what_others_may_read() {
        Peer anna = linked(ANNA);
        named(FIRST, List.of(ANNA));
        named(SECOND, List.of(BOB));
        node.passes(Duration.ofSeconds(21));
        Peer bob = linked(BOB);

        assertThat(wants(anna)).containsExactly(FIRST);
        assertThat(wants(bob)).containsExactly(SECOND);
    }

    @Test
    void who_forgets_without_end_is_told_once_a_minute() {
        Peer anna = linked(ANNA);
        named(FIRST, List.of(ANNA));
        node.passes(Duration.ofSeconds(21));
        for (int i = 0; i < 100; i++) {
            far.talk().received(anna, new BlobMessage.Want(true, List.of()).encode());
            node.passes(Duration.ofMillis(10));
        }

        assertThat(wants(anna)).hasSize(2);
        node.passes(Duration.ofMinutes(5));
        assertThat(wants(anna)).as("the last time counts, too").hasSize(3);
    }
}
