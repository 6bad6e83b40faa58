// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What this node and one peer have asked each other; gives the peer what it asks for, a part at a time while the link has room. */
final class BlobPeer {
    /** So many blobs a peer is remembered to want; of more the first are forgotten. */
    static final int MAX_WANTED = 4_096;
    /** So many questions may wait here; an honest peer has {@link #MAX_ASKED}. */
    private static final int MAX_QUESTIONS = 64;
    /** So many parts a peer is asked for at once: 1 MiB. */
    static final int MAX_ASKED = 4;

    private final Exchange exchange;
    private final BlobStore store;
    private final Consumer<Bytes> lost;
    private final Set<Bytes> wanted = new LinkedHashSet<>();
    private final ArrayDeque<BlobMessage.Ask> questions = new ArrayDeque<>();
    /** What it was asked for and has not answered. */
    private final Map<BlobMessage.Ask, Asked> asked = new LinkedHashMap<>();

    private long heardNanos;
    private boolean silent;
    private boolean reading;
    private boolean closed;

    /** @param lost hears of a blob that a peer asked for and that is not here any more */
    BlobPeer(Exchange exchange, BlobStore store, Consumer<Bytes> lost) {
        this.lost = lost;
        this.exchange = exchange;
        this.store = store;
    }

    /** Whose it is. */
    NodeId member() {
        return exchange.peer();
    }

    /** Whether there is a direct link to it. */
    boolean isNear() {
        return exchange.direct();
    }

    void say(BlobMessage message) {
        exchange.send(message.encode());
    }

    void misbehaved(String reason) {
        exchange.misbehaved("blob: " + reason);
    }

    /**
     * Tells it what this node lacks.
     *
     * @param fresh whether nothing was heard of it so far
     */
    void sayWants(boolean fresh, List<Bytes> addresses) {
        boolean first = fresh;
        for (int from = 0; from < addresses.size() || first; from += BlobMessage.MAX_ADDRESSES) {
            int to = Math.min(addresses.size(), from + BlobMessage.MAX_ADDRESSES);
            say(new BlobMessage.Want(first, List.copyOf(addresses.subList(from, to))));
            first = false;
        }
    }

    /** It has forgotten what was said: what it lacks it says again, and what it was asked for it does not know. */
    void forget() {
        wanted.clear();
        asked.clear();
        silent = false;
    }

    /** It lacks these. */
    void wants(List<Bytes> addresses) {
        addresses.forEach(this::wants);
    }

    private void wants(Bytes address) {
        if (store.has(address)) {
            say(new BlobMessage.Have(address));
        } else {
            remember(address);
        }
    }

    private void remember(Bytes address) {
        wanted.add(address);
        if (wanted.size() > MAX_WANTED) {
            Iterator<Bytes> first = wanted.iterator();
            first.next();
            first.remove();
        }
    }

    /** A blob is here. */
    void arrived(Bytes address) {
        if (wanted.remove(address)) {
            say(new BlobMessage.Have(address));
        }
    }

    void asks(BlobMessage.Ask question) throws MalformedException {
        if (questions.size() >= MAX_QUESTIONS) {
            throw new MalformedException("questions without end");
        }
        questions.add(question);
        serve();
    }

    /** Goes on if it can. */
    void serve() {
        if (!reading && !closed && !questions.isEmpty() && exchange.writable()) {
            reading = true;
            BlobMessage.Ask question = questions.remove();
            store.manifest(question.address())
                    .thenCompose(manifest -> manifest.isEmpty()
                            ? CompletableFuture.completedFuture(Optional.<Bytes>empty())
                            : read(question, manifest.get()))
                    .whenComplete((bytes, failure) ->
                            answer(question, failure == null ? bytes.orElse(Bytes.EMPTY) : Bytes.EMPTY));
        }
    }

    private CompletionStage<Optional<Bytes>> read(BlobMessage.Ask question, BlobManifest manifest) {
        if (question.part() == BlobMessage.MANIFEST || question.part() > manifest.chunks()) {
            boolean exists = question.part() == BlobMessage.MANIFEST;
            return CompletableFuture.completedFuture(exists ? Optional.of(manifest.encode()) : Optional.empty());
        }
        return store.chunk(question.address(), question.part() - 1);
    }

    /** On the loop, where the store's stages complete. */
    private void answer(BlobMessage.Ask question, Bytes bytes) {
        reading = false;
        if (!closed) {
            if (bytes.isEmpty()) {
                // What it was told may be here again.
                remember(question.address());
                lost.accept(question.address());
            }
            say(new BlobMessage.Part(question.address(), question.part(), bytes));
            serve();
        }
    }

    /**
     * When something was asked.
     *
     * @param counts whether it is still waited for
     */
    private record Asked(long nanos, boolean counts) {}

    boolean isIdle() {
        return asked.isEmpty();
    }

    /** Whether it owes this, and was asked at a time or later. */
    boolean askedSince(Bytes address, int part, long nanos) {
        Asked question = asked.get(new BlobMessage.Ask(address, part));
        return question != null && question.nanos() - nanos > 0;
    }

    boolean hasRoom() {
        return asked.size() < MAX_ASKED;
    }

    /** Asks it for a part, for which it must have room. */
    void ask(Bytes address, int part, long nowNanos) {
        if (asked.isEmpty()) {
            heardNanos = nowNanos;
        }
        BlobMessage.Ask question = new BlobMessage.Ask(address, part);
        asked.put(question, new Asked(nowNanos, true));
        say(question);
    }

    /** Whether it was asked for this and has not answered. */
    boolean owes(Bytes address, int part) {
        return asked.containsKey(new BlobMessage.Ask(address, part));
    }

    /** Whether it owes some part of this. */
    boolean owesOf(Bytes address) {
        return asked.keySet().stream().anyMatch(question -> question.address().equals(address));
    }

    /**
     * It has answered; false if it was not asked. Questions are answered in order: who answers others and not the first one is as silent
     * as who answers none.
     */
    boolean answered(BlobMessage.Part part, long nowNanos) {
        BlobMessage.Ask question = new BlobMessage.Ask(part.address(), part.part());
        if (!asked.isEmpty() && asked.keySet().iterator().next().equals(question)) {
            heardNanos = nowNanos;
            silent = false;
        }
        return asked.remove(question) != null;
    }

    /** Whether it owes an answer and has given none for so long. */
    boolean isLate(long nowNanos, long patienceNanos) {
        return !asked.isEmpty() && nowNanos - heardNanos >= patienceNanos;
    }

    /** Whether it is {@linkplain #doNotCount so late} that it is asked nothing. */
    boolean isSilent() {
        return silent;
    }

    /** Whether it owes this and is not {@linkplain #doNotCount so late} that others are asked. */
    boolean counts(Bytes address, int part) {
        Asked question = asked.get(new BlobMessage.Ask(address, part));
        return question != null && question.counts();
    }

    /** Others may be asked for what this one owes, and this one for nothing until it has answered. */
    void doNotCount() {
        silent = true;
        asked.replaceAll((question, when) -> new Asked(when.nanos(), false));
    }

    void close() {
        closed = true;
        questions.clear();
        asked.clear();
    }
}
