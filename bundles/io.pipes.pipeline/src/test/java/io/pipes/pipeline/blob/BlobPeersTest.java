// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers and members who mean harm can do about blobs. */
class BlobPeersTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final NodeId ANNA = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final NodeId BOB = NodeId.of(Bytes.hex("01".repeat(NodeId.SIZE)));
    private static final int SIZE = 2 << 20;
    private static final long SHARE = 10 << 20;

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private final BlobNode blobs = new BlobNode(node, SHARE);
    /** What the other peer has, and for which chunks it was asked. */
    private final Map<Bytes, BlobManifest> manifests = new LinkedHashMap<>();

    private final Set<Bytes> asked = new LinkedHashSet<>();
    private final List<BlobMessage.Ask> answered = new ArrayList<>();
    private final Peer slow = new Peer();
    private final Peer other = new Peer();

    private static Bytes address(int number) {
        return Bytes.wrap(ByteBuffer.allocate(32).putInt(number).array());
    }

    private static List<BlobMessage> sent(Peer peer) {
        return peer.sent.stream().map(BlobPeersTest::decode).toList();
    }

    private static BlobMessage decode(Bytes message) {
        try {
            return BlobMessage.decode(message);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_asks_for_more_than_there_can_be_is_remembered_up_to_a_limit() throws Exception {
        BlobPeer peer = new BlobPeer(other, node.blobs(), lost -> {});
        for (int i = 0; i <= BlobPeer.MAX_WANTED; i++) {
            peer.asks(new BlobMessage.Ask(address(i), BlobMessage.MANIFEST));
            node.passes(Duration.ofMillis(1));
        }
        other.sent.clear();

        peer.arrived(address(0));
        assertThat(other.sent).as("forgotten").isEmpty();
        peer.arrived(address(1));
        assertThat(sent(other)).containsExactly(new BlobMessage.Have(address(1)));
    }

    @Test
    void blobs_that_only_a_slow_peer_has_hold_up_nobody() {
        blobs.near().opened(slow);
        blobs.near().opened(other);
        for (int i = 0; i < 5; i++) {
            blobs.want(address(i));
        }
        for (int i = 0; i < 4; i++) {
            blobs.near().received(slow, new BlobMessage.Have(address(i)).encode());
        }
        blobs.near().received(other, new BlobMessage.Have(address(4)).encode());

        assertThat(sent(other)).contains(new BlobMessage.Ask(address(4), BlobMessage.MANIFEST));
    }

    @Test
    void one_peer_is_asked_for_four_blobs_at_once() {
        blobs.near().opened(other);
        for (int i = 0; i < 6; i++) {
            blobs.want(address(i));
            blobs.near().received(other, new BlobMessage.Have(address(i)).encode());
        }

        assertThat(sent(other).stream().filter(BlobMessage.Ask.class::isInstance))
                .hasSize(4);
    }

    @Test
    void whoever_makes_blobs_up_pushes_out_its_own() {
        Fetching fetching = new Fetching(node, arrived -> {}, (fetch, bytes) -> true);
        List<Bytes> ofAnna = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ofAnna.add(address(i));
            fetching.want(address(i), ANNA);
        }
        for (int i = 0; i < 2 * BlobPeer.MAX_WANTED; i++) {
            fetching.want(address(100 + i), LoneNode.SELF);
        }

        assertThat(fetching.wanted()).hasSize(BlobPeer.MAX_WANTED).containsAll(ofAnna);
    }

    @Test
    void who_begins_blobs_and_has_them_no_more_fills_no_memory_and_keeps_nobody_from_going_on() {
        Fetching fetching = new Fetching(node, arrived -> {}, (fetch, bytes) -> true);
        BlobPeer peer = new BlobPeer(other, node.blobs(), lost -> {});
        fetching.opened(peer);
        Bytes own = manifest(0);
        fetching.want(own, LoneNode.SELF);
        isBegun(fetching, peer, own);
        List<Bytes> ofAnna =
                LongStream.rangeClosed(1, 50).mapToObj(this::manifest).toList();
        for (Bytes address : ofAnna) {
            fetching.want(address, ANNA);
            isBegun(fetching, peer, address);
        }

        assertThat(ofAnna.stream().filter(address -> isIdle(fetching, address))).hasSize(15);
        assertThat(isIdle(fetching, own)).isTrue();
        assertThat(fetching.wanted()).hasSize(51);
        fetching.offered(ofAnna.get(0), peer);
        assertThat(sent(other)).as("once more").contains(new BlobMessage.Ask(ofAnna.get(0), BlobMessage.MANIFEST));
    }

    @Test
    void who_says_again_and_again_that_it_has_what_it_has_begun_fills_no_memory() {
        Fetching fetching = new Fetching(node, arrived -> {}, (fetch, bytes) -> true);
        BlobPeer peer = new BlobPeer(other, node.blobs(), lost -> {});
        fetching.opened(peer);
        List<Bytes> ofAnna =
                LongStream.rangeClosed(1, 50).mapToObj(this::manifest).toList();
        ofAnna.forEach(address -> fetching.want(address, ANNA));
        for (int i = ofAnna.size() - 1; i >= 0; i--) {
            isBegun(fetching, peer, ofAnna.get(i));
            ofAnna.subList(i, ofAnna.size()).forEach(address -> fetching.offered(address, peer));
        }

        assertThat(ofAnna.stream().filter(address -> isIdle(fetching, address))).hasSizeBetween(16, 20);
    }

    /** What a peer does each second that says it has a blob. */
    private enum Trick {
        NOTHING,
        GIVES_WHAT_NOBODY_ASKED_FOR,
        FORGETS,
        HAS_IT_NO_MORE,
        CALLS_AGAIN
    }

    @ParameterizedTest
    @EnumSource
    void who_says_again_and_again_that_it_has_something_and_does_not_give_it_keeps_it_from_nobody(Trick trick) {
        Bytes wanted = address(1);
        named(Map.of(wanted, BOB));
        Peer far = farReader();
        blobs.near().opened(slow);
        for (int second = 0; second < 100; second++) {
            blobs.near().received(slow, new BlobMessage.Have(wanted).encode());
            does(trick, wanted);
            node.passes(Duration.ofSeconds(1));
            if (sent(far).contains(new BlobMessage.Want(false, List.of(wanted)))) {
                blobs.far().received(far, new BlobMessage.Have(wanted).encode());
            }
        }

        assertThat(sent(slow)).contains(new BlobMessage.Ask(wanted, BlobMessage.MANIFEST));
        assertThat(sent(far)).contains(new BlobMessage.Ask(wanted, BlobMessage.MANIFEST));
    }

    private void does(Trick trick, Bytes wanted) {
        switch (trick) {
            case NOTHING -> {}
            case GIVES_WHAT_NOBODY_ASKED_FOR ->
                blobs.near().received(slow, new BlobMessage.Part(address(9), 1, Bytes.utf8("this")).encode());
            case FORGETS -> blobs.near().received(slow, new BlobMessage.Want(true, List.of()).encode());
            case HAS_IT_NO_MORE ->
                blobs.near().received(slow, new BlobMessage.Part(wanted, BlobMessage.MANIFEST, Bytes.EMPTY).encode());
            case CALLS_AGAIN -> {
                blobs.near().closed(slow);
                blobs.near().opened(slow);
            }
        }
    }

    @Test
    void a_reader_behind_others_is_not_asked_for_what_a_peer_gives() {
        Bytes wanted = manifest(1);
        named(Map.of(wanted, BOB));
        Peer far = farReader();
        blobs.near().opened(other);
        blobs.near().received(other, new BlobMessage.Have(wanted).encode());
        node.passes(Duration.ofSeconds(1));
        blobs.far().received(far, new BlobMessage.Have(wanted).encode());
        blobs.near()
                .received(
                        other,
                        new BlobMessage.Part(
                                        wanted,
                                        0,
                                        Objects.requireNonNull(manifests.get(wanted))
                                                .encode())
                                .encode());
        node.passes(Duration.ofSeconds(1));

        assertThat(sent(other)).contains(new BlobMessage.Ask(wanted, 4));
        assertThat(sent(far)).noneMatch(BlobMessage.Ask.class::isInstance);
    }

    /** Messages of these authors name blobs that are not here. */
    private void named(Map<Bytes, NodeId> authors) {
        Map<Bytes, Set<BlobPlace>> named = new LinkedHashMap<>();
        authors.forEach((address, author) -> named.put(address, Set.of(new BlobPlace(TAG, author, 1))));
        namedAt(named);
    }

    private void namedAt(Map<Bytes, Set<BlobPlace>> named) {
        new BlobBook(node.store()).looked(TAG, new CursorPlace(1, new From.After(ANNA, 1, Integer.MAX_VALUE)), named);
        node.passes(Duration.ofSeconds(1));
        blobs.load();
        node.passes(Duration.ofSeconds(1));
    }

    /** Bob, to whom there is a link through others. */
    private Peer farReader() {
        Peer far = new Peer(BOB);
        far.direct = false;
        node.linked.add(BOB);
        blobs.far().opened(far);
        return far;
    }

    /** The peer says of what it consists, and has no chunk of it. */
    private void isBegun(Fetching fetching, BlobPeer peer, Bytes address) {
        fetching.offered(address, peer);
        for (int answered = 0; answered < other.sent.size(); answered++) {
            if (decode(other.sent.get(answered)) instanceof BlobMessage.Ask ask) {
                Bytes answer = ask.part() == BlobMessage.MANIFEST
                        ? Objects.requireNonNull(manifests.get(ask.address())).encode()
                        : Bytes.EMPTY;
                fetching.heard(peer, new BlobMessage.Part(ask.address(), ask.part(), answer));
                node.passes(Duration.ofMillis(10));
            }
        }
        other.sent.clear();
    }

    private static boolean isIdle(Fetching fetching, Bytes address) {
        return fetching.find(address).filter(Fetch::isIdle).isPresent();
    }

    @Test
    void who_publishes_without_end_fills_its_share_and_nothing_else_unless_somebody_asks() {
        List<Bytes> ofAnna = LongStream.range(0, 20).mapToObj(this::manifest).toList();
        Bytes ofBob = manifest(100);
        Map<Bytes, Set<BlobPlace>> named = new LinkedHashMap<>();
        ofAnna.forEach(address -> named.put(address, Set.of(new BlobPlace(TAG, ANNA, 1))));
        named.put(ofBob, Set.of(new BlobPlace(TAG, BOB, 1)));
        new BlobBook(node.store()).looked(TAG, new CursorPlace(1, new From.After(ANNA, 1, Integer.MAX_VALUE)), named);
        node.passes(Duration.ofSeconds(1));
        blobs.load();
        node.passes(Duration.ofSeconds(1));
        blobs.near().opened(other);

        serveManifests();

        List<Bytes> taken = askedForChunks();
        assertThat(taken).hasSize(6).contains(ofBob);
        assertThat(blobs.state(TAG)).isEqualTo(new PipelineInfo.Contents(0, 6, 15));
        Bytes leftOut = ofAnna.stream()
                .filter(address -> !taken.contains(address))
                .findFirst()
                .orElseThrow();
        blobs.want(leftOut);
        serveManifests();
        assertThat(askedForChunks()).contains(leftOut);
        assertThat(blobs.state(TAG)).isEqualTo(new PipelineInfo.Contents(0, 7, 14));
    }

    @Test
    void who_has_used_up_its_share_keeps_out_nothing_that_another_one_names_too() {
        new BlobBook(node.store()).letIn(address(1), ANNA, SHARE);
        Bytes both = manifest(100);
        Set<BlobPlace> places = new LinkedHashSet<>(List.of(new BlobPlace(TAG, ANNA, 2), new BlobPlace(TAG, BOB, 1)));
        Bytes ofAnna = manifest(101);
        namedAt(Map.of(both, places, ofAnna, Set.of(new BlobPlace(TAG, ANNA, 3))));
        blobs.near().opened(other);

        serveManifests();

        assertThat(askedForChunks()).containsExactly(both);
        BlobBook book = new BlobBook(node.store());
        book.load();
        node.passes(Duration.ofSeconds(1));
        assertThat(book.bytesOf(BOB)).isEqualTo(SIZE);
    }

    @Test
    void what_somebody_asks_for_takes_of_no_share_and_a_manifest_is_fetched_once() {
        List<Bytes> ofAnna = LongStream.range(0, 7).mapToObj(this::manifest).toList();
        Map<Bytes, Set<BlobPlace>> named = new LinkedHashMap<>();
        ofAnna.forEach(address -> named.put(address, Set.of(new BlobPlace(TAG, ANNA, 1))));
        Bytes longer = manifest(100, 2);
        named.put(longer, Set.of(new BlobPlace(TAG, ANNA, 1)));
        namedAt(named);
        List.of(ofAnna.get(0), ofAnna.get(1), ofAnna.get(2)).forEach(blobs::want);
        blobs.near().opened(other);

        serveManifests();

        assertThat(blobs.state(TAG)).isEqualTo(new PipelineInfo.Contents(0, 7, 1));
        node.passes(Duration.ofHours(3));
        serveManifests();
        assertThat(asks(longer)).isEqualTo(1);
    }

    private long asks(Bytes address) {
        return answered.stream()
                .filter(new BlobMessage.Ask(address, BlobMessage.MANIFEST)::equals)
                .count();
    }

    private Bytes manifest(long number) {
        return manifest(number, 1);
    }

    /** @param times how much longer than others */
    private Bytes manifest(long number, int times) {
        byte[] hashes = new SeededRandomness(number).bytes(times * 8 * BlobManifest.HASH_BYTES);
        BlobManifest manifest = new BlobManifest((long) times * SIZE, Bytes.wrap(hashes));
        Bytes address = manifest.address(node.suite());
        manifests.put(address, manifest);
        return address;
    }

    /** The other peer has all of them, and gives no chunk. */
    private void serveManifests() {
        manifests.keySet().forEach(address -> blobs.near().received(other, new BlobMessage.Have(address).encode()));
        for (int answered = 0; answered < other.sent.size(); answered++) {
            if (decode(other.sent.get(answered)) instanceof BlobMessage.Ask ask) {
                this.answered.add(ask);
                Bytes answer = ask.part() == BlobMessage.MANIFEST
                        ? Objects.requireNonNull(manifests.get(ask.address())).encode()
                        : Bytes.EMPTY;
                if (ask.part() != BlobMessage.MANIFEST) {
                    asked.add(ask.address());
                }
                blobs.near().received(other, new BlobMessage.Part(ask.address(), ask.part(), answer).encode());
                node.passes(Duration.ofMillis(10));
            }
        }
        other.sent.clear();
    }

    private List<Bytes> askedForChunks() {
        return List.copyOf(asked);
    }

    @Test
    void content_stays_while_it_is_not_known_whether_its_message_is_stored() {
        blobs.load();
        BlobReference refused = put(1);
        BlobReference doubtful = put(2);

        blobs.discard(refused, new PipesException(PipesException.Code.REFUSED, "not a writer"));
        StoreException failed = new StoreException(StoreException.Reason.FAILED, "the connection was lost");
        blobs.discard(doubtful, new PipesException(PipesException.Code.STORAGE, "the store failed", failed));
        node.passes(Duration.ofMinutes(30));

        assertThat(blobs.has(refused.address())).isFalse();
        assertThat(blobs.has(doubtful.address())).isTrue();
        node.passes(Duration.ofHours(3));
        assertThat(blobs.has(doubtful.address())).as("no message names it").isFalse();
    }

    private BlobReference put(long seed) {
        byte[] content = new SeededRandomness(seed).bytes(SIZE);
        CompletableFuture<BlobReference> put = blobs.put(
                        new ContentSource("image/png", SIZE, () -> new ByteArrayInputStream(content)))
                .toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return put.join();
    }
}
