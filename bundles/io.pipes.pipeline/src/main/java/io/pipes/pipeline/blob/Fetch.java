// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One blob that is not here, or not whole. First its manifest comes, then its chunks from all peers that have it, a window ahead of what is
 * written; each is checked before it is written, in order, so what is here goes on after a restart.
 *
 * <pre>
 * WANTED (nobody has it) -> manifest asked -> OPENING the draft -> chunks asked, checked, written -> FINISHING -> done
 * </pre>
 *
 * <p>Lives on the node's loop.
 */
final class Fetch {
    /** So many chunks may be under way or wait to be written: 2 MiB. */
    static final int WINDOW = 8;

    /** After so long one more peer is asked for a part: one slow peer should not set the pace. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final NodeContext node;
    private final Bytes address;
    private final NodeId author;
    private final Outcome outcome;
    private final long sinceNanos;
    private final Set<BlobPeer> sources = new LinkedHashSet<>();
    /** Who said that it has it, and has not given what it was asked for, until it does: it may say so again and again. */
    private final Set<NodeId> failed = new TreeSet<>();

    private final Map<Integer, Bytes> arrived = new TreeMap<>();
    /** Who waits until chunks are written that a file gave. */
    private final Map<Integer, CompletableFuture<Void>> given = new TreeMap<>();
    /** Parts that are being checked now. */
    private final Set<Integer> checking = new LinkedHashSet<>();

    private @Nullable BlobManifest manifest;
    private @Nullable BlobDraft draft;
    private boolean storing;
    /** Until the store is tried again nothing is asked for. */
    private boolean paused;

    /** How many chunks were here when the draft was closed. */
    private int written;

    private boolean over;
    /** Whether somebody has asked for it, and not only a message named it. */
    private boolean requested;

    /** Who hears what becomes of it. */
    interface Outcome {
        /** Whether a blob of so many bytes is to be fetched; if it is not, the fetch is over. */
        boolean admits(Fetch fetch, long bytes);

        /** The blob is here. */
        void complete(Fetch fetch);

        /** The store takes nothing now; {@link Fetch#begin} goes on. */
        void paused(Fetch fetch, Throwable why);

        /** There is room to ask for something. */
        void wanting();
    }

    /** @param author of the message that names it, or this node if it is only read here */
    Fetch(NodeContext node, Bytes address, NodeId author, Outcome outcome) {
        this.node = node;
        this.address = address;
        this.author = author;
        this.outcome = outcome;
        sinceNanos = node.clock().nanos();
    }

    Bytes address() {
        return address;
    }

    NodeId author() {
        return author;
    }

    void request() {
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    void offered(BlobPeer peer) {
        sources.add(peer);
    }

    /** The link to it has ended. */
    void lost(BlobPeer peer) {
        if (peer.owesOf(address)) {
            failed.add(peer.member());
        }
        sources.remove(peer);
    }

    /** It does not give what it was asked for, this or something else. */
    void late(BlobPeer peer) {
        if (sources.contains(peer)) {
            failed.add(peer.member());
        }
    }

    /** Who says that it has it, and is not silent. */
    Collection<BlobPeer> sources() {
        return sources.stream().filter(peer -> !peer.isSilent()).toList();
    }

    boolean hasSources() {
        return sources.stream().anyMatch(peer -> !peer.isSilent());
    }

    /** Whether it is wanted for so long, and nobody is known now that may be hoped to give it. */
    boolean isLonely(Duration patience) {
        return !paused
                && node.clock().nanos() - sinceNanos >= patience.toNanos()
                && hopeful().isEmpty();
    }

    /** Those of the {@link #sources} that have not failed to give something of it. */
    Collection<BlobPeer> hopeful() {
        return sources().stream().filter(this::isHopeful).toList();
    }

    private boolean isHopeful(BlobPeer peer) {
        return !failed.contains(peer.member());
    }

    /** How many chunks are here. */
    int came() {
        return draft == null ? written : draft.chunks();
    }

    /** Whether it takes memory or a file, and nothing is under way with it here. */
    boolean isIdle() {
        return manifest != null && given.isEmpty() && !storing && !over;
    }

    /** Takes nothing any more: what it consists of comes again from the next who has it, and what was written from the disk. */
    void rest() {
        arrived.clear();
        manifest = null;
        closeDraft();
    }

    private void closeDraft() {
        if (draft != null) {
            written = draft.chunks();
            draft.close();
            draft = null;
        }
    }

    /** Asks peers that have room for what is missing next. */
    void ask() {
        if (over || paused) {
            return;
        }
        if (manifest == null) {
            ask(BlobMessage.MANIFEST);
        } else if (draft != null) {
            int end = Math.min(manifest.chunks(), draft.chunks() + WINDOW);
            for (int index = draft.chunks(); index < end; index++) {
                ask(index + 1);
            }
        }
    }

    private void ask(int part) {
        if (arrived.containsKey(part) || checking.contains(part)) {
            return;
        }
        long now = node.clock().nanos();
        boolean asked = sources.stream().anyMatch(peer -> peer.counts(address, part));
        boolean late = sources.stream().noneMatch(peer -> peer.askedSince(address, part, now - SLOW.toNanos()));
        if (!asked || late) {
            // Twice only of whom has nothing else to do.
            best().filter(peer -> (asked ? peer.isIdle() : peer.hasRoom()) && !peer.owes(address, part))
                    .findFirst()
                    .ifPresent(peer -> ask(peer, part));
        }
    }

    /** Who is linked through others burdens those, and is asked only if nobody else has it who may be hoped to give it. */
    private Stream<BlobPeer> best() {
        List<BlobPeer> near = hopeful().stream().filter(BlobPeer::isNear).toList();
        return (near.isEmpty() ? sources() : near).stream();
    }

    private void ask(BlobPeer peer, int part) {
        peer.ask(address, part, node.clock().nanos());
        // The next part is for the next peer.
        sources.remove(peer);
        sources.add(peer);
    }

    /** A peer has answered a question. */
    void heard(BlobPeer peer, BlobMessage.Part part) {
        if (part.bytes().isEmpty()) {
            failed.add(peer.member());
            sources.remove(peer);
        } else {
            sources.add(peer);
            check(peer, part);
        }
    }

    /**
     * A file has a chunk that was checked, and gives them in order.
     *
     * @param of the blob of this address
     * @return completes when the chunk is written, or nobody needs it any more; fails if the store takes nothing
     */
    CompletionStage<Void> give(BlobManifest of, int index, Bytes chunk) {
        if (over || manifest == null && !outcome.admits(this, of.size())) {
            return CompletableFuture.completedFuture(null);
        }
        manifest = of;
        arrived.put(index + 1, chunk);
        CompletableFuture<Void> written = given.computeIfAbsent(index, none -> new CompletableFuture<>());
        begin();
        return written;
    }

    /** Of what stands before some chunk; all when the blob is whole. */
    private void settleGiven(int chunks) {
        List<Integer> settled =
                given.keySet().stream().filter(index -> index < chunks).toList();
        settled.forEach(index -> given.remove(index).complete(null));
    }

    private void failGiven(Throwable why) {
        List<CompletableFuture<Void>> failing = List.copyOf(given.values());
        given.clear();
        failing.forEach(written -> written.completeExceptionally(why));
    }

    private void check(BlobPeer peer, BlobMessage.Part part) {
        if (over || arrived.containsKey(part.part()) || !checking.add(part.part())) {
            return;
        }
        if (part.part() == BlobMessage.MANIFEST) {
            checkManifest(peer, part.bytes());
        } else if (manifest != null) {
            checkChunk(peer, part, manifest);
        } else {
            checking.remove(part.part());
        }
    }

    private void checkManifest(BlobPeer peer, Bytes encoded) {
        checked(() -> decode(encoded), read -> {
            checking.remove(BlobMessage.MANIFEST);
            if (read == null) {
                failed.add(peer.member());
                peer.misbehaved("a manifest that is not what its address says");
            } else {
                failed.remove(peer.member());
                begin(read);
            }
        });
    }

    private void begin(BlobManifest read) {
        if (manifest == null && outcome.admits(this, read.size())) {
            manifest = read;
            begin();
        }
    }

    private @Nullable BlobManifest decode(Bytes encoded) {
        try {
            BlobManifest read = BlobManifest.decode(encoded);
            return read.address(node.suite()).equals(address) ? read : null;
        } catch (MalformedException nonsense) {
            return null;
        }
    }

    private void checkChunk(BlobPeer peer, BlobMessage.Part part, BlobManifest of) {
        int index = part.part() - 1;
        checked(() -> of.fits(node.suite(), index, part.bytes()), fits -> {
            checking.remove(part.part());
            if (!fits) {
                failed.add(peer.member());
                peer.misbehaved("a chunk that is not what its manifest says");
            } else {
                failed.remove(peer.member());
                take(part);
            }
        });
    }

    private void take(BlobMessage.Part part) {
        if (manifest != null) {
            arrived.put(part.part(), part.bytes());
            write();
        }
    }

    /** Hashes on a worker. */
    private <T> void checked(Supplier<T> check, Consumer<T> then) {
        CompletableFuture.supplyAsync(check, node.workers())
                .thenAcceptAsync(
                        result -> {
                            if (!over) {
                                then.accept(result);
                                outcome.wanting();
                            }
                        },
                        node.loop());
    }

    /** Opens the draft, with what came of the blob in an earlier life; goes on with one that is open. */
    void begin() {
        paused = false;
        if (draft != null) {
            write();
            outcome.wanting();
        }
        if (over || storing || manifest == null || draft != null) {
            return;
        }
        storing = true;
        node.blobs().resume(manifest).whenComplete((opened, failure) -> {
            storing = false;
            if (over && failure != null) {
                return;
            }
            if (node.blobs().has(address)) {
                complete();
            } else if (failure != null) {
                pause(failure);
            } else if (over) {
                opened.close();
            } else {
                draft = opened;
                write();
                outcome.wanting();
            }
        });
    }

    private void write() {
        BlobDraft to = draft;
        if (over || storing || to == null || manifest == null) {
            return;
        }
        arrived.keySet().removeIf(part -> part <= to.chunks());
        if (to.chunks() == manifest.chunks()) {
            finish(to, manifest);
            return;
        }
        settleGiven(to.chunks());
        Bytes next = arrived.get(to.chunks() + 1);
        if (next != null) {
            storing = true;
            to.append(next).whenComplete((written, failure) -> {
                storing = false;
                if (failure == null) {
                    write();
                    outcome.wanting();
                } else {
                    pause(failure);
                }
            });
        }
    }

    private void finish(BlobDraft to, BlobManifest whole) {
        storing = true;
        to.finish(whole).whenComplete((finished, failure) -> {
            storing = false;
            if (failure == null) {
                complete();
            } else {
                pause(failure);
            }
        });
    }

    private void complete() {
        over = true;
        outcome.complete(this);
        settleGiven(Integer.MAX_VALUE);
    }

    /** What was written stays, and where there was just no room it need not be read again; what was not is forgotten. */
    private void pause(Throwable why) {
        paused = true;
        arrived.clear();
        if (!isFull(why)) {
            closeDraft();
        }
        if (!over) {
            outcome.paused(this, why);
        }
        failGiven(why);
    }

    private static boolean isFull(Throwable why) {
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        return cause instanceof StoreException failure && failure.reason() == StoreException.Reason.FULL;
    }

    /** Ends it; what was written stays. */
    void stop() {
        over = true;
        arrived.clear();
        settleGiven(Integer.MAX_VALUE);
        if (draft != null) {
            draft.close();
        }
    }
}
