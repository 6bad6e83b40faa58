// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The blobs this node lacks: what to fetch next, and from whom. Who does not answer for a while is asked no more while others have it. */
final class Fetching implements Fetch.Outcome {
    /** So many blobs come from one peer at once; with the window of each, that bounds what is in memory. */
    private static final int AT_ONCE = 4;
    /** So many blobs whose turn it is not any more keep what they consist of, up to 512 KiB each: who was silent may go on. */
    private static final int MAX_IDLE = 16;
    /** How long a peer may be silent before others are asked. */
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How often it is looked who is slow, while something is fetched. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** When a store that took nothing is tried again. */
    private static final Duration STORE_AGAIN = Duration.ofSeconds(5);

    private final NodeContext node;
    private final Set<BlobPeer> peers = new LinkedHashSet<>();
    private final Consumer<Bytes> arrived;
    private final Admission admission;
    private final Map<Bytes, Fetch> fetches = new LinkedHashMap<>();
    /** How many of them messages of each author name. */
    private final Map<NodeId, Integer> wanted = new TreeMap<>();

    private @Nullable Cancellable timer;
    private @Nullable Registration problem;
    private boolean asking;
    private boolean stopped;

    /** Decides what is fetched when it is known how long it is. */
    interface Admission {
        boolean admits(Fetch fetch, long bytes);
    }

    /** @param arrived hears of each blob that is here */
    Fetching(NodeContext node, Consumer<Bytes> arrived, Admission admission) {
        this.node = node;
        this.admission = admission;
        this.arrived = arrived;
    }

    /**
     * False if it is wanted already.
     *
     * @param author of the message that names it, or this node if it is only read here
     */
    boolean want(Bytes address, NodeId author) {
        if (stopped || fetches.containsKey(address)) {
            return false;
        }
        fetches.put(address, new Fetch(node, address, author, this));
        wanted.merge(author, 1, Integer::sum);
        if (fetches.size() > BlobPeer.MAX_WANTED) {
            // More than anybody remembers for us. Who reads it wants it again.
            forget(oldestOf(mostWanted()));
        }
        return true;
    }

    /** Whoever makes blobs up pushes out its own. */
    private NodeId mostWanted() {
        return Collections.max(wanted.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private Bytes oldestOf(NodeId author) {
        return fetches.values().stream()
                .filter(fetch -> fetch.author().equals(author))
                .map(Fetch::address)
                .findFirst()
                .orElseThrow();
    }

    /** Nobody wants it any more. */
    void forget(Bytes address) {
        Fetch fetch = removed(address);
        if (fetch != null) {
            fetch.stop();
        }
    }

    private @Nullable Fetch removed(Bytes address) {
        Fetch fetch = fetches.remove(address);
        if (fetch != null) {
            wanted.computeIfPresent(fetch.author(), (author, count) -> count == 1 ? null : count - 1);
        }
        return fetch;
    }

    List<Bytes> wanted() {
        return new ArrayList<>(fetches.keySet());
    }

    /** Those that are wanted for a while, and that nobody has of whom this node has heard. */
    List<Bytes> lonely(Duration patience) {
        return fetches.values().stream()
                .filter(fetch -> fetch.isLonely(patience))
                .map(Fetch::address)
                .toList();
    }

    /** One that is wanted. */
    Optional<Fetch> find(Bytes address) {
        return Optional.ofNullable(fetches.get(address));
    }

    int came(Bytes address) {
        Fetch fetch = fetches.get(address);
        return fetch == null ? 0 : fetch.came();
    }

    void offered(Bytes address, BlobPeer peer) {
        Fetch fetch = fetches.get(address);
        if (fetch != null) {
            fetch.offered(peer);
            wanting();
        }
    }

    void heard(BlobPeer peer, BlobMessage.Part part) {
        // An answer to no question was for a predecessor of this feature.
        boolean expected = peer.answered(part, node.clock().nanos());
        Fetch fetch = fetches.get(part.address());
        if (expected && fetch != null) {
            fetch.heard(peer, part);
        }
        wanting();
    }

    void opened(BlobPeer peer) {
        peers.add(peer);
    }

    void closed(BlobPeer peer) {
        peers.remove(peer);
        fetches.values().forEach(fetch -> fetch.lost(peer));
        wanting();
    }

    /** Asks for what can be asked for now. */
    @Override
    public void wanting() {
        if (asking || stopped) {
            return;
        }
        asking = true;
        Set<Fetch> chosen = atOnce();
        chosen.forEach(Fetch::ask);
        restOfIdle(chosen);
        asking = false;
        watch();
    }

    /**
     * The first ones of each peer: who is slow, and has what nobody else has, holds up itself. What it has failed to give comes after
     * what it may be hoped to.
     */
    private Set<Fetch> atOnce() {
        Set<Fetch> chosen = new LinkedHashSet<>();
        Map<BlobPeer, Integer> busy = new HashMap<>();
        fetches.values().forEach(fetch -> choose(fetch, fetch.hopeful(), busy, chosen));
        fetches.values().forEach(fetch -> choose(fetch, fetch.sources(), busy, chosen));
        return chosen;
    }

    private static void choose(Fetch fetch, Collection<BlobPeer> of, Map<BlobPeer, Integer> busy, Set<Fetch> chosen) {
        if (!chosen.contains(fetch) && of.stream().anyMatch(peer -> busy.getOrDefault(peer, 0) < AT_ONCE)) {
            fetch.sources().forEach(peer -> busy.merge(peer, 1, Integer::sum));
            chosen.add(fetch);
        }
    }

    /** Whoever makes blobs up, and has others or none as soon as they are begun, keeps nobody from going on. */
    private void restOfIdle(Set<Fetch> chosen) {
        List<Fetch> idle = new ArrayList<>(fetches.values().stream()
                .filter(fetch -> fetch.isIdle() && !chosen.contains(fetch))
                .toList());
        while (idle.size() > MAX_IDLE) {
            Map<NodeId, Long> ofEach =
                    idle.stream().collect(Collectors.groupingBy(Fetch::author, TreeMap::new, Collectors.counting()));
            NodeId most = Collections.max(ofEach.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            Fetch oldest = idle.stream()
                    .filter(fetch -> fetch.author().equals(most))
                    .findFirst()
                    .orElseThrow();
            oldest.rest();
            idle.remove(oldest);
        }
    }

    private void watch() {
        if (timer == null && fetches.values().stream().anyMatch(Fetch::hasSources)) {
            timer = node.loop().schedule(LOOK, () -> {
                timer = null;
                askOthers();
            });
        }
    }

    /** Who is silent is a source again when it answers, and not when it says once more that it has something. */
    private void askOthers() {
        for (BlobPeer peer : peers) {
            if (peer.isLate(node.clock().nanos(), PATIENCE.toNanos())) {
                peer.doNotCount();
                fetches.values().forEach(fetch -> fetch.late(peer));
            }
        }
        wanting();
    }

    /** It has forgotten what it was asked for. */
    void forgot(BlobPeer peer) {
        fetches.values().forEach(fetch -> fetch.late(peer));
        peer.forget();
    }

    @Override
    public boolean admits(Fetch fetch, long bytes) {
        boolean admitted = admission.admits(fetch, bytes);
        if (!admitted) {
            forget(fetch.address());
        }
        return admitted;
    }

    @Override
    public void complete(Fetch fetch) {
        removed(fetch.address());
        clearProblem();
        arrived.accept(fetch.address());
        wanting();
    }

    @Override
    public void paused(Fetch fetch, Throwable why) {
        if (problem == null) {
            problem = node.problem(
                    "The content of messages that is fetched from other members cannot be stored: the disk is full or "
                            + "fails, or they have reached their limit ('limit' in etc/io.pipes.storage.blobs.cfg). It "
                            + "is tried again every few seconds.");
        }
        node.loop().schedule(STORE_AGAIN, fetch::begin);
    }

    /** Whether the store takes nothing now. */
    boolean isHeldUp() {
        return problem != null;
    }

    private void clearProblem() {
        if (problem != null) {
            problem.close();
            problem = null;
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        clearProblem();
        fetches.values().forEach(Fetch::stop);
        fetches.clear();
    }
}
