// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Fork;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.history.HeldTree;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the histories of this node and its peers alike. Each side says what it has, as one hash for a pipeline, when a link opens and when
 * it has changed; who hears another one asks for what differs, bucket by bucket, and fetches what it lacks. Nothing is said while nothing
 * changes.
 */
public final class Sync implements ExchangeHandler {
    private static final int WINDOW_BYTES = 4 << 20;
    public static final Protocol PROTOCOL =
            new Protocol("sync.1", TrafficClass.BULK, WINDOW_BYTES, Protocol.Reach.PEERS);

    /** How long nothing must have changed before others are told; broadcast brings most of it anyway. */
    static final Duration QUIET = Duration.ofSeconds(2);
    /** While it never stops to change, they are told this often. */
    static final Duration AT_LEAST = Duration.ofSeconds(20);
    /** When histories that differ are compared again; each time twice as late, up to {@link #RARELY}. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final Duration RARELY = Duration.ofMinutes(5);
    /** So many pipelines a network has at most. */
    static final int MAX_TAGS = 4_096;
    /** How long what came out of order waits for broadcast to bring what is missing. */
    private static final Duration OVERTAKEN = Duration.ofMillis(300);

    private final NodeContext node;
    private final HistoryNode histories;
    private final ParallelCheck check;
    private final Fetching fetching;
    private final ForkSearch forks;
    private final Previews previews;
    private final Map<Exchange, SyncPeer> peers = new LinkedHashMap<>();
    /** What was checked while the disk was too slow to take it. */
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    private @Nullable Cancellable timer;
    private @Nullable Cancellable comparing;
    /** When {@link #comparing} is due. */
    private long comparingNanos;

    private long changedNanos;
    private long toldNanos;

    public Sync(NodeContext node, HistoryNode histories) {
        this.node = node;
        this.histories = histories;
        check = new ParallelCheck(node);
        fetching = new Fetching(node.loop(), () -> node.membership().members().size() - 1);
        forks = new ForkSearch(node, new Parted());
        previews = new Previews(
                node.loop(),
                histories::histories,
                fetching,
                history -> progress(history).missing() > 0);
        toldNanos = node.clock().nanos();
    }

    @Override
    public void opened(Exchange exchange) {
        SyncPeer peer =
                new SyncPeer(exchange, new Serving(histories, exchange), new Confirming(histories::find, exchange));
        peers.put(exchange, peer);
        say(peer, true);
        histories.histories().forEach(history -> offerDamaged(peer, history));
        fetching.assign();
    }

    @Override
    public void closed(Exchange exchange) {
        SyncPeer peer = peers.remove(exchange);
        if (peer != null) {
            peer.serving.close();
            peer.confirming.close();
            fetching.leaving(exchange);
            previews.closed(exchange);
            peer.inOrder(
                    CompletableFuture.completedFuture(exchange),
                    gone -> whenTaken(() -> fetching.closed(gone)),
                    node.loop());
            forks.closed(exchange);
            histories.histories().forEach(history -> {
                history.left(exchange.peer());
                history.progress().changed();
            });
        }
    }

    @Override
    public void writable(Exchange exchange) {
        SyncPeer peer = peers.get(exchange);
        if (peer != null) {
            peer.serving.serve();
        }
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        SyncPeer peer = peers.get(exchange);
        if (peer == null) {
            return;
        }
        try {
            hear(peer, SyncMessage.decode(message), message.size());
        } catch (MalformedException nonsense) {
            exchange.misbehaved("history: " + nonsense.reason());
        }
    }

    private void hear(SyncPeer peer, SyncMessage message, int size) throws MalformedException {
        if (message instanceof SyncMessage.Roots said) {
            heard(peer, said);
        } else if (message instanceof SyncMessage.AskBuckets asked) {
            histories
                    .find(asked.tag())
                    .ifPresent(history -> peer.exchange.send(
                            new SyncMessage.Buckets(asked.tag(), history.tree().hashes()).encode()));
        } else if (message instanceof SyncMessage.Buckets said) {
            histories.find(said.tag()).ifPresent(history -> askEntries(peer, history, said.hashes()));
        } else if (message instanceof SyncMessage.AskEntries asked) {
            histories
                    .find(asked.tag())
                    .ifPresent(history ->
                            sayEntries(peer, asked.tag(), history.tree().entries(asked.buckets())));
        } else if (message instanceof SyncMessage.Entries said) {
            histories.find(said.tag()).ifPresent(history -> {
                offered(peer, history, said.entries());
                heardOwn(peer, history, said);
            });
        } else if (message instanceof SyncMessage.Run run) {
            heard(peer, run, size);
        } else if (message instanceof SyncMessage.Branch branch) {
            heard(peer, branch, size);
        } else if (message instanceof SyncMessage.ForkPacket packet) {
            heard(peer, packet, size);
        } else if (message instanceof SyncMessage.AskStored asked) {
            peer.confirming.asked(asked);
        } else if (message instanceof SyncMessage.Stored said) {
            heard(peer, said);
        } else {
            peer.serving.asked(message);
        }
    }

    /** Of those who never might write here nothing is taken. */
    private void offered(SyncPeer peer, History history, List<HeldEntry> entries) {
        for (HeldEntry entry : entries) {
            if (node.membership().authorKey(entry.author()).isPresent()) {
                fetching.offered(history, entry.author(), entry.first(), entry.last(), peer.exchange);
                lookForForks(peer, history, entry);
            }
        }
        fetching.assign();
    }

    /** Who has said all in which it differs, and nothing of this node, has the same of it. */
    private void heardOwn(SyncPeer peer, History history, SyncMessage.Entries said) {
        said.entries().stream()
                .filter(entry -> entry.author().equals(node.id()))
                .forEach(entry -> {
                    peer.saidOwn.add(history.routeTag());
                    history.heardOwn(peer.exchange.peer(), entry.last());
                });
        if (said.last() && !peer.saidOwn.remove(history.routeTag())) {
            history.agreedOnOwn(peer.exchange.peer());
        }
    }

    private void lookForForks(SyncPeer peer, History history, HeldEntry theirs) {
        HeldEntry ours = history.held(theirs.author());
        if (theirs.forked() && !ours.forked()) {
            peer.exchange.send(new SyncMessage.AskFork(history.routeTag(), theirs.author()).encode());
        }
        if (theirs.last() == ours.last() && !theirs.id().equals(ours.id())) {
            forks.begin(peer, history, theirs.author());
        }
    }

    private void heard(SyncPeer peer, SyncMessage.Roots said) {
        if (said.fresh()) {
            peer.said.clear();
            peer.heard.clear();
            peer.asked.clear();
            fetching.forgotten(peer.exchange);
        }
        said.roots().forEach(root -> {
            SyncMessage.Root before = peer.heard.get(root.tag());
            if (peer.heard.size() < MAX_TAGS || before != null) {
                peer.heard.put(root.tag(), root);
            }
            if (!root.equals(before)) {
                histories.find(root.tag()).ifPresent(history -> {
                    history.copies().heard(peer.exchange.peer(), root.packets());
                    history.progress().changed();
                    heard(peer, history, said.fresh());
                });
            }
        });
        compareAgain(SOON);
        if (said.fresh()) {
            say(peer, false);
            histories.histories().forEach(history -> askStored(peer, history));
        }
    }

    /** When a link opens both sides say at the same time what they have; one of them asks, and tells the other one what it finds. */
    private void heard(SyncPeer peer, History history, boolean fresh) {
        if (!fresh) {
            compare(peer, history);
        } else if (node.id().compareTo(peer.exchange.peer()) < 0) {
            peer.forBoth.add(history.routeTag());
            compare(peer, history);
        } else if (!isDifferent(peer, history)) {
            history.agreedOnOwn(peer.exchange.peer());
        }
    }

    private void compare(SyncPeer peer, History history) {
        if (isDifferent(peer, history)) {
            peer.exchange.send(new SyncMessage.AskBuckets(history.routeTag()).encode());
        } else if (peer.heard.containsKey(history.routeTag())) {
            history.agreedOnOwn(peer.exchange.peer());
        }
    }

    private void askEntries(SyncPeer peer, History history, Bytes hashes) {
        Bytes tag = history.routeTag();
        boolean forBoth = peer.forBoth.remove(tag);
        BitSet differing = history.tree().differing(hashes);
        if (!differing.get(HeldTree.bucketOf(node.id()))) {
            history.agreedOnOwn(peer.exchange.peer());
        }
        if (!differing.isEmpty()) {
            peer.exchange.send(new SyncMessage.AskEntries(tag, differing).encode());
            if (forBoth) {
                sayEntries(peer, tag, history.tree().entries(differing));
            }
        }
    }

    /** Also that there are none: who asks may wait for it. */
    private static void sayEntries(SyncPeer peer, Bytes tag, List<HeldEntry> entries) {
        int from = 0;
        do {
            int to = Math.min(entries.size(), from + SyncMessage.MAX_ITEMS);
            peer.exchange.send(new SyncMessage.Entries(tag, entries.subList(from, to), to == entries.size()).encode());
            from = to;
        } while (from < entries.size());
    }

    private void heard(SyncPeer peer, SyncMessage.Run run, int size) {
        Optional<Bytes> key = node.membership().authorKey(run.author());
        if (run.packets().isEmpty()
                || key.isEmpty()
                || histories.find(run.tag()).isEmpty()) {
            // Behind what came before it and is still being checked.
            peer.inOrder(
                    CompletableFuture.completedFuture(run), ended -> answered(peer, ended, List.of(), 0), node.loop());
            return;
        }
        peer.begun(size);
        peer.inOrder(check.check(run, key.get()), checked -> checked(peer, run, checked, size), node.loop());
    }

    private void heard(SyncPeer peer, SyncMessage.Branch branch, int size) {
        SyncMessage.Run run = new SyncMessage.Run(branch.tag(), branch.author(), branch.packets(), true, true);
        checked(
                peer,
                run,
                size,
                packets -> histories
                        .find(branch.tag())
                        .ifPresent(history -> forks.answered(peer, history, branch.author(), packets)));
    }

    /** Two packets that are both signed and have one number; anything else was made up. */
    private void heard(SyncPeer peer, SyncMessage.ForkPacket packet, int size) throws MalformedException {
        SyncMessage.ForkPacket first = peer.half;
        peer.half = packet.last() ? null : packet;
        if (!packet.last() || first == null) {
            // A first one that is not here may have come to a predecessor of this feature.
            return;
        }
        if (!first.tag().equals(packet.tag()) || !first.author().equals(packet.author())) {
            throw new MalformedException("halves of two forks");
        }
        checked(
                peer,
                run(first),
                size,
                one -> checked(peer, run(packet), 0, two -> {
                    Optional<Fork> fork = Fork.of(one.get(0), two.get(0));
                    if (fork.isEmpty()) {
                        peer.exchange.misbehaved("history: two packets that are no fork");
                    }
                    fork.ifPresent(
                            known -> histories.find(packet.tag()).ifPresent(history -> heard(peer, history, known)));
                }));
    }

    private static SyncMessage.Run run(SyncMessage.ForkPacket packet) {
        return new SyncMessage.Run(packet.tag(), packet.author(), List.of(packet.packet()), true, true);
    }

    /** Who tells of a fork has what counts. */
    private void heard(SyncPeer peer, History history, Fork fork) {
        history.remember(fork)
                .thenCompose(known -> history.branches().has(fork.counting()))
                .thenAcceptAsync(
                        here -> {
                            if (!here) {
                                forks.begin(peer, history, fork.author());
                            }
                        },
                        node.loop());
    }

    /** Checks packets of an author that is known to have written here, and hands them on in the order in which they came. */
    private void checked(SyncPeer peer, SyncMessage.Run run, int size, Consumer<List<Packet>> then) {
        Optional<Bytes> key = node.membership().authorKey(run.author());
        if (key.isEmpty()) {
            return;
        }
        peer.begun(size);
        CompletionStage<ParallelCheck.Checked> checking = run.packets().isEmpty()
                ? CompletableFuture.completedFuture(new ParallelCheck.Checked(List.of(), null))
                : check.check(run, key.get());
        peer.inOrder(
                checking,
                checked -> {
                    peer.done(size);
                    if (checked.lie() == null) {
                        then.accept(checked.packets());
                    } else {
                        peer.exchange.misbehaved("history: " + checked.lie().reason());
                    }
                },
                node.loop());
    }

    private void checked(SyncPeer peer, SyncMessage.Run run, ParallelCheck.Checked checked, int size) {
        if (checked.lie() != null) {
            peer.exchange.misbehaved("history: " + checked.lie().reason());
            return;
        }
        answered(peer, run, checked.packets(), size);
    }

    /** What nobody asked for goes no further: it may be for a predecessor of this feature. */
    private void answered(SyncPeer peer, SyncMessage.Run run, List<Packet> packets, int size) {
        Optional<Questions.Question> question =
                fetching.questions().heard(peer.exchange, run.tag(), run.author(), run.last());
        if (question.isPresent()) {
            List<Packet> asked =
                    packets.stream().filter(question.get()::isAbout).toList();
            answered(peer, question.get(), new EarlyRuns.Early(peer.exchange, run, asked), size);
        } else {
            peer.done(size);
        }
    }

    /** What was asked for to be shown is not taken. */
    private void answered(SyncPeer peer, Questions.Question question, EarlyRuns.Early came, int size) {
        previews.brought(peer.exchange, question);
        if (question.kind() == Questions.Kind.PREVIEW) {
            previews.heard(peer.exchange, question, came.packets(), came.run().last());
            peer.done(size);
        } else if (came.packets().isEmpty()) {
            ended(came, question);
            peer.done(size);
        } else {
            whenThereIsRoom(question.tag(), history -> {
                take(came, history, question);
                ended(came, question);
                peer.done(size);
            });
        }
    }

    private void ended(EarlyRuns.Early came, Questions.Question question) {
        if (came.run().last()) {
            fetching.answered(came.peer(), question);
        }
    }

    /** Somebody wants to see the newest of a history; completes when it is here to be shown, as far as it can be had now. */
    public CompletionStage<Void> preview(History history, int count) {
        return previews.look(history, count);
    }

    private void whenThereIsRoom(Bytes tag, Consumer<History> task) {
        histories.find(tag).ifPresent(history -> {
            if (history.isFull()) {
                waiting.add(() -> whenThereIsRoom(tag, task));
            } else {
                task.accept(history);
            }
        });
    }

    /** Does something once all that waits for the disk now was taken. */
    private void whenTaken(Runnable task) {
        if (waiting.isEmpty()) {
            task.run();
        } else {
            waiting.add(() -> whenTaken(task));
        }
    }

    /** A part of a chain may wait for what another peer is to give before it. */
    private void take(EarlyRuns.Early came, History history, Questions.Question question) {
        boolean part = question.kind() == Questions.Kind.PART;
        boolean some;
        if (part && came.first() > history.last(question.author()) + 1) {
            some = fetching.early().add(came);
        } else {
            some = take(came, history);
            takeEarly(history, question.author());
        }
        if (some) {
            fetching.brought(came.peer(), question);
        }
    }

    /** Takes what a chain has come up to, whoever has brought what was before it. */
    private void takeEarly(History history, NodeId author) {
        Optional<EarlyRuns.Early> next = nextEarly(history, author);
        while (next.isPresent()) {
            take(next.get(), history);
            next = nextEarly(history, author);
        }
    }

    private Optional<EarlyRuns.Early> nextEarly(History history, NodeId author) {
        return fetching.early().next(history.routeTag(), author, history.last(author));
    }

    /** Whether some of it was missing. */
    private boolean take(EarlyRuns.Early turn, History history) {
        NodeId voucher = turn.run().hearsay() ? node.id() : turn.peer().peer();
        History.Taken taken = history.take(turn.packets(), voucher);
        if (taken == History.Taken.DIFFERENT) {
            NodeId author = turn.run().author();
            fetching.differs(turn.run().tag(), author, turn.peer());
            SyncPeer peer = peers.get(turn.peer());
            if (peer != null) {
                forks.begin(peer, history, author);
            }
        }
        return taken == History.Taken.SOME;
    }

    /** Somebody waits until peers have stored what this node has published. */
    public void awaited(History history) {
        peers.values().forEach(peer -> askStored(peer, history));
    }

    /** What is to be known meanwhile is asked when it has answered. */
    private static void askStored(SyncPeer peer, History history) {
        Bytes tag = history.routeTag();
        if (!peer.asked.containsKey(tag)) {
            history.confirmations().wanted(peer.exchange.peer()).ifPresent(packet -> {
                peer.asked.put(tag, packet.seq());
                peer.exchange.send(new SyncMessage.AskStored(tag, packet).encode());
            });
        }
    }

    /** An answer to something else may be for a predecessor of this feature. */
    private void heard(SyncPeer peer, SyncMessage.Stored said) {
        if (peer.asked.remove(said.tag(), said.seq())) {
            histories.find(said.tag()).ifPresent(history -> {
                history.confirmations().heard(peer.exchange.peer(), said.seq(), said.here());
                askStored(peer, history);
            });
        }
    }

    /**
     * As long as a peer has said something else than what is here, it is compared again from time to time: what was missing may not have been
     * stored, or nobody could give it. Histories that differ for another reason, because the peer lacks something, are soon alike too.
     */
    private void compareAgain(Duration pause) {
        long due = node.clock().nanos() + pause.toNanos();
        if (comparing != null && comparingNanos - due <= 0) {
            // Who goes on saying something else must not put it off.
            return;
        }
        if (comparing != null) {
            comparing.cancel();
        }
        comparingNanos = due;
        comparing = node.loop().schedule(pause, () -> {
            comparing = null;
            if (compareAll()) {
                compareAgain(pause.compareTo(RARELY) < 0 ? pause.multipliedBy(2) : RARELY);
            }
        });
    }

    /** Whether anything differs. */
    private boolean compareAll() {
        boolean differ = false;
        for (SyncPeer peer : peers.values()) {
            for (History history : histories.histories()) {
                boolean differs = isDifferent(peer, history);
                differ |= differs;
                if (differs && !fetching.isBusy(history)) {
                    compare(peer, history);
                }
            }
        }
        return differ;
    }

    private static boolean isDifferent(SyncPeer peer, History history) {
        SyncMessage.Root theirs = peer.heard.get(history.routeTag());
        return theirs != null && !theirs.root().equals(history.tree().root());
    }

    /** Something came that stands behind packets which are not here. Often they are just a moment late. */
    public void lacks(History history, NodeId author, long upTo, NodeId from) {
        node.loop()
                .schedule(
                        OVERTAKEN,
                        () -> peers.values().stream()
                                .filter(peer -> peer.exchange.peer().equals(from))
                                .forEach(peer -> {
                                    fetching.offered(history, author, Fetching.UNKNOWN, upTo, peer.exchange);
                                    fetching.assign();
                                }));
    }

    /** More of a history is durable than before, or could not be made so. */
    public void grown(History history) {
        history.preview().trim(history);
        fetching.early().authors(history.routeTag()).forEach(author -> takeEarly(history, author));
        for (int tries = waiting.size(); tries > 0; tries--) {
            waiting.remove().run();
        }
        peers.values().forEach(peer -> peer.confirming.look());
        history.progress().changed();
        if (comparing == null) {
            compareAgain(SOON);
        }
        changedNanos = node.clock().nanos();
        if (timer == null) {
            timer = node.loop().schedule(QUIET, this::look);
        }
    }

    /** A history is there that was not; peers may have said before what they have of it. */
    public void opened(History history) {
        peers.values().forEach(peer -> {
            SyncMessage.Root theirs = peer.heard.get(history.routeTag());
            if (theirs != null) {
                history.copies().heard(peer.exchange.peer(), theirs.packets());
            }
            compare(peer, history);
        });
        grown(history);
    }

    /** Packets that were here are not any more, or came as stubs from one member; who has as much of their authors is asked for them. */
    public void damaged(History history) {
        peers.values().forEach(peer -> offerDamaged(peer, history));
        fetching.assign();
    }

    private void offerDamaged(SyncPeer peer, History history) {
        history.withDamage()
                .forEach(author ->
                        fetching.offered(history, author, Fetching.UNKNOWN, history.last(author), peer.exchange));
    }

    /** How far this node's copy of a pipeline and those of its peers have come together. */
    public SyncProgress progress(History history) {
        SortedMap<NodeId, SyncProgress.Peer> said = new TreeMap<>();
        peers.values().forEach(peer -> {
            NodeId id = peer.exchange.peer();
            Optional.ofNullable(peer.heard.get(history.routeTag()))
                    .ifPresent(root ->
                            said.put(id, new SyncProgress.Peer(id, root.packets(), !isDifferent(peer, history))));
        });
        // Also while nobody is asked for it: who has more packets than this node has some that it lacks. Who is in step
        // has dropped less so far.
        long more = said.values().stream()
                .filter(peer -> !peer.inStep())
                .mapToLong(peer -> peer.packets() - history.packets())
                .max()
                .orElse(0);
        return new SyncProgress(
                history.packets(),
                Math.max(fetching.missing(history), more),
                fetching.isBusy(history),
                List.copyOf(said.values()));
    }

    private void look() {
        timer = null;
        long now = node.clock().nanos();
        long quiet = now - changedNanos;
        if (quiet >= QUIET.toNanos() || now - toldNanos >= AT_LEAST.toNanos()) {
            toldNanos = now;
            peers.values().forEach(peer -> say(peer, false));
        } else {
            timer = node.loop().schedule(QUIET.minusNanos(quiet), this::look);
        }
    }

    /**
     * Tells a peer what this node has, where it has not said the same.
     *
     * @param fresh whether nothing was heard of it so far
     */
    private void say(SyncPeer peer, boolean fresh) {
        List<SyncMessage.Root> news = new ArrayList<>();
        for (History history : histories.histories()) {
            Bytes tag = history.routeTag();
            Bytes root = history.tree().root();
            if (!root.equals(peer.said.get(tag))) {
                news.add(new SyncMessage.Root(tag, root, history.packets()));
                peer.said.put(tag, root);
            }
        }
        boolean first = fresh;
        for (int from = 0; from < news.size() || first; from += SyncMessage.MAX_ITEMS) {
            int to = Math.min(news.size(), from + SyncMessage.MAX_ITEMS);
            peer.exchange.send(new SyncMessage.Roots(first, List.copyOf(news.subList(from, to))).encode());
            first = false;
        }
    }

    /** What is done where chains part. */
    private final class Parted implements ForkSearch.Found {
        @Override
        public void ours(SyncPeer peer, History history, Fork fork) {
            if (peers.containsValue(peer)) {
                peer.serving.tell(history.routeTag(), fork);
            }
        }

        @Override
        public void theirs(SyncPeer peer, History history) {
            if (peers.containsValue(peer)) {
                peer.exchange.send(new SyncMessage.AskBuckets(history.routeTag()).encode());
            }
        }
    }

    public void stop() {
        if (timer != null) {
            timer.cancel();
        }
        if (comparing != null) {
            comparing.cancel();
        }
        fetching.stop();
        previews.stop();
    }
}
