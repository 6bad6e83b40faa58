// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.LargeContent;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The content of one node's messages that is too long for packets: puts the parts together, and speaks with peers about it. */
public final class BlobNode implements LargeContents, BlobReading.Source, BlobWriting.Outcome {
    private static final int WINDOW_BYTES = 4 << 20;
    private static final Protocol NEAR = new Protocol("blob.1", TrafficClass.BULK, WINDOW_BYTES, Protocol.Reach.PEERS);
    private static final Protocol FAR =
            new Protocol("far-blob.1", TrafficClass.BULK, WINDOW_BYTES, Protocol.Reach.MEMBERS);

    /** So many peers are named to whom a content does not come. */
    private static final int MAX_NAMES = 5;

    private final NodeContext node;
    private final BlobBook book;
    private final Map<History, BlobWatch> watches = new LinkedHashMap<>();
    private final Set<BlobWriting> writings = new LinkedHashSet<>();
    private final Set<BlobReading> readings = new LinkedHashSet<>();
    /** What was put here, until a message names it. */
    private final Set<Bytes> unpublished = new TreeSet<>();
    /** What is not fetched until somebody asks for it, as its authors' shares are used up, and its bytes; 1 while that is not known. */
    private final Map<Bytes, Long> left = new TreeMap<>();

    private final MemberShare share;
    private final Fetching fetching;
    private final BlobTalk near;
    private final FarReaders far;
    private final BlobSweep sweep;
    private boolean stopped;

    /** @param memberBytes how much contents of one other member's messages may take without anybody having asked for them */
    public BlobNode(NodeContext node, long memberBytes) {
        this.node = node;
        book = new BlobBook(node.store());
        share = new MemberShare(node.id(), book, memberBytes);
        fetching = new Fetching(node, this::arrived, this::admits);
        near = new BlobTalk(node, fetching, this::lost, peer -> fetching.wanted());
        far = new FarReaders(node, book, watches.keySet(), fetching, this::lost);
        sweep = new BlobSweep(
                node, this::forgetDropped, address -> book.isNamed(address) || unpublished.contains(address));
    }

    /** Reads to which blobs messages refer; those that are not here are wanted. */
    public CompletionStage<Void> load() {
        return book.load().thenRun(() -> {
            book.named().keySet().forEach(this::wantNamed);
            sweep.begin();
        });
    }

    /** Speaks with others from now on. */
    public void speak() {
        node.links().handle(NEAR, near);
        node.links().handle(FAR, far.talk());
    }

    /** Hears what peers say. */
    ExchangeHandler near() {
        return near;
    }

    /** Hears what members behind peers say. */
    ExchangeHandler far() {
        return far.talk();
    }

    /** A history takes packets from now on. */
    public void opened(History history) {
        watches.computeIfAbsent(history, none -> new BlobWatch(node.loop(), history, book, this::named));
        grown(history);
    }

    private void named(Bytes address, BlobPlace place) {
        unpublished.remove(address);
        book.saw(address, place);
        wantNamed(address);
    }

    /** More of a history is durable than before. */
    public void grown(History history) {
        BlobWatch watch = watches.get(history);
        if (watch != null) {
            watch.grown();
        }
    }

    /** What messages of a history name and is here, once what there is now of the history was looked through. */
    public CompletionStage<List<Bytes>> here(History history) {
        return upToDate(history)
                .thenApply(looked -> book.namedIn(history.routeTag()).stream()
                        .filter(this::has)
                        .toList());
    }

    /** Takes a blob out of a file, if a message names it that was durable here before. */
    public CompletionStage<BlobIntake> intake(BlobManifest manifest, History history) {
        return upToDate(history)
                .thenApplyAsync(looked -> manifest.address(node.suite()), node.workers())
                .thenApplyAsync(address -> intake(manifest, address), node.loop());
    }

    private BlobIntake intake(BlobManifest manifest, Bytes address) {
        boolean named = book.isNamed(address);
        if (named) {
            want(address);
        }
        return new BlobIntake(node, manifest, named, fetching.find(address));
    }

    private CompletionStage<Void> upToDate(History history) {
        BlobWatch watch = watches.get(history);
        return watch == null ? CompletableFuture.completedFuture(null) : watch.upToDate();
    }

    @Override
    public CompletionStage<BlobReference> put(ContentSource source) {
        return new SourceCopy(node, source, begin()).run();
    }

    @Override
    public Writing begin() {
        BlobWriting writing = new BlobWriting(node, this);
        writings.add(writing);
        if (stopped) {
            writing.stop(replaced());
        }
        return writing;
    }

    private static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING, "The pipeline feature is being replaced. Publish again.");
    }

    @Override
    public void written(Bytes address) {
        unpublished.add(address);
        arrived(address);
    }

    @Override
    public void over(BlobWriting writing) {
        writings.remove(writing);
    }

    @Override
    public void discard(BlobReference reference, Throwable why) {
        unpublished.remove(reference.address());
        if (isCertain(why)) {
            node.blobs().delete(reference.address());
        }
    }

    /** A store that fails, or is closed, in the middle of writing cannot say what it has; one that is full does not begin. */
    private static boolean isCertain(Throwable why) {
        Throwable cause = why;
        while (cause != null && !(cause instanceof StoreException)) {
            cause = cause.getCause();
        }
        return !(cause instanceof StoreException failure) || failure.reason() == StoreException.Reason.FULL;
    }

    @Override
    public LargeContent open(BlobReference reference) {
        return new BlobContent(this, reference);
    }

    /** From any thread. */
    void read(BlobReference reference, long from, Flow.Subscriber<? super Bytes> subscriber) {
        node.loop().execute(() -> {
            BlobReading reading = new BlobReading(node, this, reference, from, subscriber);
            readings.add(reading);
            book.name(reference.address());
            reading.begin();
            if (stopped) {
                reading.fail(Subscribers.replaced());
            }
        });
    }

    /** From any thread. */
    @Override
    public boolean has(Bytes address) {
        return node.blobs().has(address);
    }

    /** Somebody asks for it. */
    @Override
    public void want(Bytes address) {
        if (!has(address)) {
            left.remove(address);
            fetch(address, book.author(address).orElse(node.id()));
            fetching.find(address).ifPresent(Fetch::request);
        }
    }

    /** A message names it. */
    private void wantNamed(Bytes address) {
        if (has(address)) {
            return;
        }
        Optional<NodeId> payer = share.payer(address, left.getOrDefault(address, 1L));
        if (payer.isPresent()) {
            left.remove(address);
            fetch(address, payer.get());
        } else {
            left.putIfAbsent(address, 1L);
        }
    }

    private void fetch(Bytes address, NodeId author) {
        if (fetching.want(address, author)) {
            near.sayWants(address);
            far.lookSoon(author);
        }
    }

    private boolean admits(Fetch fetch, long bytes) {
        Bytes address = fetch.address();
        Optional<NodeId> payer = fetch.isRequested() ? Optional.of(node.id()) : share.payer(address, bytes);
        payer.ifPresentOrElse(author -> book.letIn(address, author, bytes), () -> left.put(address, bytes));
        return payer.isPresent();
    }

    @Override
    public PipelineInfo.Contents state(Bytes routeTag) {
        List<Bytes> named = book.namedIn(routeTag);
        int here = (int) named.stream().filter(this::has).count();
        int leftOut = (int) named.stream().filter(left::containsKey).count();
        return new PipelineInfo.Contents(here, named.size() - here - leftOut, leftOut);
    }

    @Override
    public int came(Bytes address) {
        return fetching.came(address);
    }

    /** From any thread. */
    CompletionStage<Long> came(BlobReference reference) {
        return OnLoop.compose(
                node.loop(),
                () -> CompletableFuture.completedFuture(
                        has(reference.address())
                                ? reference.size()
                                : Math.min(
                                        reference.size(),
                                        (long) came(reference.address()) * ChunkCipher.CONTENT_BYTES)));
    }

    @Override
    public PipesException missing() {
        if (fetching.isHeldUp()) {
            return new PipesException(
                    PipesException.Code.STORAGE,
                    "The content of the message cannot be stored here: the disk is full or fails, or large contents have "
                            + "reached their limit ('limit' in etc/io.pipes.storage.blobs.cfg). What has come of it stays,"
                            + " and the rest is fetched when there is room: free some space or raise the limit, and "
                            + "try again.");
        }
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "The content of the message is not here, and nothing of it has come for a minute. " + asked()
                        + " It is fetched as soon as a member that has it is near; try again then.");
    }

    private String asked() {
        Set<NodeId> asked =
                Stream.concat(near.members(), far.asked()).collect(Collectors.toCollection(LinkedHashSet::new));
        if (asked.isEmpty()) {
            return "This node has no link to another member; 'pipes node list' shows who there is.";
        }
        String names = asked.stream()
                .limit(MAX_NAMES)
                .map(id -> node.membership().member(id).map(Member::name).orElse(id.shortText()))
                .collect(Collectors.joining(", "));
        return "Asked were " + names + (asked.size() > MAX_NAMES ? " and " + (asked.size() - MAX_NAMES) + " more" : "")
                + ".";
    }

    @Override
    public void remove(BlobReading over) {
        readings.remove(over);
    }

    /** The disk has damaged it; others may have it. */
    private void lost(Bytes address) {
        if (book.isNamed(address)) {
            wantNamed(address);
        }
    }

    /** With messages that retention has dropped go the blobs that only they name. */
    private void forgetDropped() {
        book.drop(place -> watches.values().stream().anyMatch(watch -> watch.isDropped(place)))
                .thenAccept(unnamed -> {
                    unnamed.forEach(address -> {
                        left.remove(address);
                        fetching.forget(address);
                        node.blobs().delete(address);
                    });
                    lookAgain();
                });
    }

    /** What went may have made room for what was left. */
    private void lookAgain() {
        List.copyOf(left.keySet()).forEach(this::wantNamed);
    }

    private void arrived(Bytes address) {
        left.remove(address);
        near.arrived(address);
        far.talk().arrived(address);
        List.copyOf(readings).forEach(BlobReading::look);
    }

    /** Ends everything, and completes when nothing is under way any more; what came of blobs stays in the store. */
    public CompletionStage<Void> stop() {
        stopped = true;
        sweep.stop();
        fetching.stop();
        watches.values().forEach(BlobWatch::stop);
        CompletableFuture<?>[] ending = List.copyOf(writings).stream()
                .map(writing -> writing.stop(replaced()).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        List.copyOf(readings).forEach(reading -> reading.fail(Subscribers.replaced()));
        near.stop();
        far.stop();
        return CompletableFuture.allOf(ending);
    }
}
