// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node keeps of one persistent pipeline. A packet is taken when the one before it is there, made durable, and only then told to
 * readers and to other nodes.
 */
public final class History {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /** So much may wait for the disk; what others send beyond is forgotten or held back, to be fetched again. */
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(2);

    private final NodeContext node;
    private final HistoryListener listener;
    private final HistoryStore store;
    private final Chains chains;
    private final Forks forks;
    private final ForkStore proofs;
    private final Branches branches;
    private final Readability readability;
    private final HistoryReaders readers;
    private final DisplayReaders display;
    private final HybridClock clock;
    private final Appender appender;
    private final Producers producers;
    private final Repeats repeats;
    private final Intake intake;
    private final Copies copies = new Copies();
    private final Preview preview;
    private final Confirmations confirmations;
    private final ProgressFeed progress;
    private final Repair repair;
    private final SecondOpinion opinion;
    private final Pruner pruner;
    private final Compactor compactor;
    private final OwnEnd ownEnd;
    private final OwnPackets own;
    private final boolean old;
    private volatile PipelineEntry pipeline;
    private @Nullable CompletionStage<Void> loading;
    private @Nullable Cancellable timer;
    private Follower follower = Follower.NOBODY;
    private boolean open;
    private boolean finished;
    /** Whether packets came of which it is not known whether they refer to blobs. */
    private boolean unread = true;

    private Optional<From.After> last = Optional.empty();

    /**
     * @param old whether there may be packets from before this start; also where the log names the pipeline only now, as what named it may
     *     have been lost together with them
     * @param room in memory for what came too early, shared by all histories of the node
     */
    History(
            NodeContext node,
            PipelineEntry pipeline,
            boolean old,
            EpochBook epochs,
            Cuts cuts,
            Forks forks,
            Ahead.Room room,
            HybridClock clock,
            LargeContents large,
            HistoryListener listener) {
        this.node = node;
        this.pipeline = pipeline;
        this.old = old;
        this.listener = listener;
        store = new HistoryStore(node.store(), pipeline.routeTag());
        this.forks = forks;
        chains = new Chains(node, pipeline.routeTag(), cuts, forks);
        proofs = new ForkStore(node.store(), node.suite(), pipeline.routeTag());
        branches = new Branches(node, store, chains);
        ownEnd = new OwnEnd(node, store);
        readability = new Readability(node, epochs);
        this.clock = clock;
        preview = new Preview(node.clock());
        HistoryReader reader = new HistoryReader(node, store, readability, chains::isKept, large);
        readers = new HistoryReaders(node, this, reader);
        display = new DisplayReaders(node, this, reader);
        producers = new Producers(node.store(), pipeline.routeTag());
        repeats = new Repeats(producers, node.loop());
        appender = new Appender(node, store, producers, new Told());
        own = new OwnPackets(node, chains, forks, appender, ownEnd);
        opinion = new SecondOpinion(node, store, chains, appender, this::isReplaced);
        repair = new Repair(node, store, chains, appender, opinion::isEmpty, new Damage());
        Shredding shredding = new Shredding(node, this::pipeline, store, epochs, repair::isWhole);
        compactor = new Compactor(node, this::pipeline, chains, store, reader, appender, shredding);
        pruner = new Pruner(node, () -> pipeline().retention(), chains, store, appender, shredding, compactor);
        confirmations = new Confirmations(node.loop(), () -> listener.awaited(this));
        progress = new ProgressFeed(node.loop(), () -> listener.progress(this));
        intake = new Intake(
                node.id(),
                chains,
                appender,
                repair,
                new Ahead(node.clock(), room),
                packet -> readability.isSettled(pipeline(), packet));
    }

    public Bytes routeTag() {
        return pipeline.routeTag();
    }

    /** Messages that are here now, behind a place that was noted or from the start; then it completes. */
    public Flow.Publisher<Message> behind(Optional<CursorPlace> noted) {
        return readers.publisher(() -> readers.find(noted), true);
    }

    /** The place behind everything there is; empty if nothing is. */
    public Optional<CursorPlace> end() {
        return last.map(after -> new CursorPlace(readers.end(), after));
    }

    /** Whether more has come since this was asked last than packets of this node that refer to no blobs; yes when it is asked first. */
    public boolean takeUnread() {
        boolean more = unread;
        unread = false;
        return more;
    }

    public PipelineEntry pipeline() {
        return pipeline;
    }

    /** It has other settings, or another name. */
    void changed(PipelineEntry now) {
        pipeline = now;
        if (open) {
            pruner.begin();
        }
    }

    /** Reads the ends of the chains; until it completes nothing is taken. A store that fails is asked again and again. */
    CompletionStage<Void> load() {
        if (loading == null) {
            loading = store.load()
                    .thenCompose(done -> opinion.load())
                    .thenCompose(done -> repair.load())
                    .thenCompose(done -> producers.load())
                    .thenCompose(done -> proofs.authors())
                    .thenCompose(forked -> {
                        forked.forEach(author -> forks.add(author, routeTag()));
                        return chains.load(store, keepsAll());
                    })
                    .thenCompose(last -> ownEnd.load(old).thenApply(done -> last))
                    .thenCompose(last -> hearClocks().thenApply(heard -> last))
                    .thenCompose(
                            last -> store.end(last.map(Chains.Last::position).orElse(-1L))
                                    .thenAccept(end -> loaded(last, end)));
            loading.whenComplete((done, why) -> {
                if (why != null && !finished) {
                    node.loop().schedule(LOAD_AGAIN, () -> {
                        loading = null;
                        load();
                    });
                }
            });
        }
        return loading;
    }

    /** What this node goes on to write comes behind all that it has, also in order of display. One at a time: packets may be long. */
    private CompletionStage<Void> hearClocks() {
        CompletionStage<Void> heard = CompletableFuture.completedFuture(null);
        for (NodeId author : chains.authors()) {
            heard = heard.thenCompose(before -> store.one(author, chains.end(author)))
                    .thenAccept(stored -> stored.ifPresent(this::hearClock));
        }
        return heard;
    }

    private void hearClock(Bytes stored) {
        try {
            clock.observe(Packet.headerOf(StoredPacket.encoded(stored)).hlc());
        } catch (MalformedException otherVersion) {
            // Nobody here has read it.
            return;
        }
    }

    /** @param end where the very last packet stands; one that was put back may stand behind all ends of chains */
    private void loaded(Optional<Chains.Last> newest, long end) {
        readers.begin(end);
        newest.ifPresent(found -> {
            last = Optional.of(
                    behind(found.chain().author(), found.chain().kept().seq()));
        });
        open = !finished;
        if (open) {
            repair.begin();
            pruner.begin();
            readCuts();
        }
        listener.opened(this);
        repeats.begin();
        listener.roomToWrite();
    }

    Repair repair() {
        return repair;
    }

    private static From.After behind(NodeId author, long seq) {
        return new From.After(author, seq, Integer.MAX_VALUE);
    }

    public boolean isOpen() {
        return open;
    }

    /** What there is and counts, for comparison with others. */
    public HeldTree tree() {
        return chains.tree();
    }

    /** How many packets there are that count. */
    public long packets() {
        return chains.packets();
    }

    /** What others have of it. */
    public Copies copies() {
        return copies;
    }

    /** Who waits until others have stored what this node has published. */
    public Confirmations confirmations() {
        return confirmations;
    }

    /** Those who hear how far this node's copy and those of others have come together. */
    public ProgressFeed progress() {
        return progress;
    }

    Chains chains() {
        return chains;
    }

    /** What is shown of it that is not here. */
    public Preview preview() {
        return preview;
    }

    /** Fetches what is to be shown; {@link HistoryListener#preview}. */
    CompletionStage<Void> preview(int count) {
        return listener.preview(this, count);
    }

    /** The number of the last packet of an author that is here, durable or about to be; 0 if there is none. */
    public long last(NodeId author) {
        return chains.last(author);
    }

    /**
     * What is missing here behind the end of an author's chain.
     *
     * @param first the number of the first packet that somebody keeps; where the pipeline keeps everything that is always the first of all
     * @param theirs up to which one it has them
     */
    public Optional<Missing> missing(NodeId author, long first, long theirs) {
        long wanted = Math.min(theirs, chains.limit(author));
        long begin = Math.max(last(author) + 1, keepsAll() ? 1 : first);
        return wanted >= begin ? Optional.of(new Missing(begin, wanted)) : Optional.empty();
    }

    /** How long an author's packets that are here are on average, in bytes as they travel; 0 if there are none. */
    public long meanBytes(NodeId author) {
        return chains.meanBytes(author);
    }

    private boolean keepsAll() {
        return pipeline.complete();
    }

    /** A packet was asked for that need not continue the chain: nobody who was asked keeps those in between. */
    public void mayJump(NodeId author, long to) {
        if (!keepsAll()) {
            intake.mayJump(author, to);
        }
    }

    /** What was asked for has come, or does not come any more. */
    public void mayNotJump(NodeId author) {
        intake.mayNotJump(author);
    }

    /** What is damaged here first of an author, from a number on. */
    public Optional<Missing> damaged(NodeId author, long from, long theirs) {
        return repair.first(author, from, Math.min(theirs, chains.limit(author)));
    }

    /** What a member is to be asked for of what was here and is damaged, or came as stubs from another member only. */
    public Optional<Missing> wanted(NodeId author, long from, long theirs, NodeId peer) {
        return damaged(author, from, theirs)
                .or(() -> opinion.first(author, from, Math.min(theirs, chains.end(author)), peer));
    }

    private CompletionStage<Boolean> isReplaced(Packet whole) {
        return compactor.isReplaced(whole);
    }

    /** Whether this node has stubs between two numbers from one member only, and does not vouch for them. */
    public boolean isHearsay(NodeId author, long first, long last) {
        return opinion.isOpen(author, first, last);
    }

    /** Whether a packet was here once and is not kept any more. */
    public boolean isDropped(NodeId author, long seq) {
        return seq < chains.first(author);
    }

    /** Of whom packets are damaged, or stubs not confirmed. */
    public Iterable<NodeId> withDamage() {
        Set<NodeId> authors = new TreeSet<>(opinion.authors());
        repair.authors().forEach(authors::add);
        return authors;
    }

    /** The place of the next packet of an author. */
    PacketPlace next(NodeId author) {
        return chains.of(author).next();
    }

    boolean knows(Packet packet) {
        return intake.knows(packet);
    }

    /** Takes a packet that came by broadcast and is good; what it needs may still be on its way. */
    void take(Packet packet, NodeId from) {
        if (open && !knows(packet) && !isFull()) {
            if (intake.take(packet)) {
                listener.lacks(this, packet.header().author(), packet.header().seq() - 1, from);
            }
            lookAgain();
        }
    }

    /** Tries again what waits for an epoch, here and on the disk. */
    void retry() {
        if (open) {
            intake.retry();
            readers.retry();
            follower.revised();
        }
    }

    /** What counts may have changed. */
    void judge() {
        chains.judge();
        follower.revised();
        readCuts();
    }

    /** Looks what stands here where former writers' chains are cut, since others may have something else there. */
    private void readCuts() {
        for (Chain chain : open ? chains.withUnreadCuts() : List.<Chain>of()) {
            long cut = chains.limit(chain.author());
            branches.places(chain.author(), cut - 1, cut)
                    .thenAcceptAsync(
                            found -> found.forEach(there -> {
                                if (open && there.seq() == chains.limit(chain.author()) && !chain.isFrozen()) {
                                    chains.cutPlace(chain, there);
                                    listener.grown(this);
                                }
                            }),
                            node.loop());
        }
    }

    /** Lets somebody hear what becomes of it. */
    void followedBy(Follower hearing) {
        follower = hearing;
    }

    /** Nothing waits for ever: what is said in the log may never come. */
    void lookAgain() {
        if (timer == null && open && (intake.isWaiting() || readers.areHeld())) {
            timer = node.loop().schedule(LOOK_AGAIN, () -> {
                timer = null;
                retry();
                lookAgain();
            });
        }
    }

    /** Whether what others send has to wait. */
    public boolean isFull() {
        return appender.waitingBytes() > MAX_WAITING_BYTES;
    }

    /** What became of packets that were fetched. */
    public enum Taken {
        /** All of it was here, or does not count. */
        NOTHING,
        SOME,
        /** They do not continue what is here. */
        DIFFERENT
    }

    /**
     * Takes packets of one author that were fetched, each the successor of the one before, signed and good. Where this node does not know of
     * a reason to drop contents, stubs and what is behind them are not taken: others may have more.
     *
     * @param from who gave them and vouches for stubs among them; this node itself if nobody does, as for a file
     */
    public Taken take(List<Packet> run, NodeId from) {
        List<Packet> some =
                keepsAll() ? run.stream().takeWhile(packet -> !packet.isStub()).toList() : run;
        if (!open || some.isEmpty()) {
            return Taken.NOTHING;
        }
        boolean settled = opinion.take(chains.of(some.get(0).header().author()), some, from);
        opinion.note(intake.wanted(some), from);
        Taken taken = intake.take(some);
        return taken == Taken.NOTHING && settled ? Taken.SOME : taken;
    }

    /** What this node writes into it. */
    public OwnPackets own() {
        return own;
    }

    /** A member is not linked any more. */
    public void left(NodeId member) {
        copies.left(member);
        own.left(member);
    }

    /** What this node's producers may publish more than once. */
    Repeats repeats() {
        return repeats;
    }

    /** Where chains and those of peers part. */
    public Branches branches() {
        return branches;
    }

    /** Whether two packets of an author under one number are known here. */
    public boolean isForked(NodeId author) {
        return forks.knows(author, routeTag());
    }

    /** Those of whom this is known. */
    SortedSet<NodeId> forked() {
        return forks.in(routeTag());
    }

    /** What proves it; empty if it is not here. */
    public CompletionStage<Optional<Fork>> fork(NodeId author) {
        return proofs.read(author);
    }

    /** Remembers a fork whose packets are both signed, and lets others know; one of an author is enough. Completes when it is durable. */
    public CompletionStage<Void> remember(Fork fork) {
        if (isForked(fork.author())) {
            return CompletableFuture.completedFuture(null);
        }
        return proofs.write(fork).thenRun(() -> {
            if (open && !isForked(fork.author())) {
                LOG.warn(
                        "Node {} wrote packet {} of pipeline '{}' twice; the earlier one counts. 'pipes status' says what to do",
                        fork.author().shortText(),
                        fork.seq(),
                        pipeline.name());
                forks.add(fork.author(), routeTag());
                chains.judge(chains.of(fork.author()));
                listener.grown(this);
            }
        });
    }

    /**
     * Takes packets in the place of what is here under their numbers and behind: they count, and it does not.
     *
     * @param theirs of one author, each the successor of the one before, checked; the first one names the same packet before it as the one
     *     here that has its number
     * @return false if something else came between: what was compared before need not be what is here now, and is compared again
     */
    public CompletionStage<Boolean> replace(List<Packet> theirs) {
        Packet first = theirs.get(0);
        Chain chain = chains.of(first.header().author());
        if (!open || chain.isFrozen()) {
            return CompletableFuture.completedFuture(false);
        }
        chain.freeze(true);
        return follower.withdrawing()
                .thenCompose(ready -> appender.durable())
                .thenCompose(durable ->
                        mayReplace(chain, first) ? branches.yieldTo(theirs) : CompletableFuture.completedFuture(false))
                .thenCompose(yields -> yields
                        ? new Withdrawal(store, appender, chain, first).run().thenApply(done -> true)
                        : CompletableFuture.completedFuture(false))
                .whenComplete((withdrawn, failure) -> {
                    chain.freeze(false);
                    if (failure == null && withdrawn) {
                        chains.replaced(chain);
                        compactor.forget();
                        repair.forgetFrom(chain.author(), first.header().seq());
                        opinion.forgetFrom(chain.author(), first.header().seq());
                        take(theirs, node.id());
                    }
                    follower.withdrawn();
                });
    }

    /** Of a former writer what is here counts until an admin has said what does; of what came in its place nothing would. */
    private boolean mayReplace(Chain chain, Packet first) {
        return first.header().seq() >= chain.floor().first() && chains.isSaidWhatCounts(chain.author());
    }

    /** Bytes of this node and of others that are not durable yet. */
    long waitingBytes() {
        return appender.waitingBytes();
    }

    /**
     * Packets of one author as they travel, from a number on, up to about 1 MiB.
     *
     * @param count at most so many; fewer where fewer are durable and count
     */
    public CompletionStage<List<Bytes>> run(NodeId author, long from, int count) {
        long there = chains.held(author).last() - from + 1;
        return there <= 0
                ? CompletableFuture.completedFuture(List.of())
                : store.run(author, from, (int) Math.min(there, count));
    }

    /** The last packet of an author that had come here by a time. */
    CompletionStage<Optional<Cut>> by(NodeId author, long wallMillis) {
        return new Arrived(node.suite(), store, author, wallMillis).last(chains.first(author), chains.end(author));
    }

    /** What is durable of an author and counts; the number of the last one is 0 if nothing does. */
    public HeldEntry held(NodeId author) {
        return chains.held(author);
    }

    /** Completes when everything that was taken so far is durable; fails with {@code STORAGE} when it will not be. */
    public CompletionStage<Void> durable() {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        repair.handedIn().thenCompose(handedIn -> appender.durable()).whenComplete((done, why) -> {
            if (why == null) {
                durable.complete(null);
            } else {
                durable.completeExceptionally(StoreFailure.of(why));
            }
        });
        return durable;
    }

    Loop loop() {
        return node.loop();
    }

    HistoryReaders readers() {
        return readers;
    }

    /** Those who read in order of display. */
    DisplayReaders display() {
        return display;
    }

    Readability readability() {
        return readability;
    }

    HistoryStore store() {
        return store;
    }

    /** Behind the packet that came last. */
    Optional<From.After> last() {
        return last;
    }

    long received() {
        return intake.taken();
    }

    /** Completes when everything that was taken is durable; nothing may be handed in any more. */
    CompletionStage<Void> finish() {
        open = false;
        finished = true;
        if (timer != null) {
            timer.cancel();
        }
        intake.clear();
        repeats.close();
        repair.stop();
        opinion.stop();
        pruner.stop();
        confirmations.close();
        progress.close();
        return appender.finish().thenRun(() -> {
            readers.close();
            display.close();
        });
    }

    /** What is told once something became durable, or never will. */
    private final class Told implements Appender.Outcome {
        @Override
        public void kept(Appender.Waiting one, long position) {
            Packet packet = one.packet();
            clock.observe(packet.header().hlc());
            last = Optional.of(behind(packet.header().author(), packet.header().seq()));
            chains.judge(one.chain());
            repair.forgetBelow(one.chain());
            opinion.forgetBelow(one.chain());
            OwnPackets.Publishing published = own.kept(packet);
            unread |= published == null || published.refers();
            if (published != null) {
                listener.published(packet);
            }
            readers.came(packet, position);
            if (one.restored()) {
                repair.restored(packet);
            } else {
                follower.grown(packet.header().author());
            }
        }

        @Override
        public void raised(Chain chain) {
            repair.forgetBelow(chain);
            opinion.forgetBelow(chain);
            chains.judge(chain);
        }

        @Override
        public void lost(List<Appender.Waiting> all, Throwable why) {
            for (Appender.Waiting one : all) {
                if (one.restored() && one.grown() == 0) {
                    // In the place of another one its stub is there still.
                    repair.notRestored(one.packet());
                }
                own.lost(one.packet(), why);
            }
        }

        @Override
        public void done() {
            listener.grown(History.this);
            listener.roomToWrite();
            lookAgain();
        }
    }

    /** What becomes of damage, said to whoever fetches and to whom something follows from the history. */
    private final class Damage implements Repair.Listener {
        @Override
        public void found(int missing) {
            LOG.warn(
                    "{} packets of pipeline '{}' are damaged on this disk; they are fetched from other members",
                    missing,
                    pipeline.name());
        }

        @Override
        public void missing() {
            listener.damaged(History.this);
            follower.mended();
        }

        @Override
        public void mended() {
            follower.mended();
        }
    }
}
