// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Fork;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What peers give: checked on other threads, and handed on to its history in the order in which it came and as the disk takes it. Of what
 * nobody asked for nothing is taken.
 */
final class Arrivals {
    private final NodeContext node;
    private final HistoryNode histories;
    private final Fetching fetching;
    private final ForkSearch forks;
    private final Previews previews;
    private final Map<Exchange, SyncPeer> peers;
    private final ParallelCheck check;
    /** What was checked while the disk was too slow to take it. */
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    /** @param peers those that are linked now */
    Arrivals(
            NodeContext node,
            HistoryNode histories,
            Fetching fetching,
            ForkSearch forks,
            Previews previews,
            Map<Exchange, SyncPeer> peers) {
        this.node = node;
        this.histories = histories;
        this.fetching = fetching;
        this.forks = forks;
        this.previews = previews;
        this.peers = peers;
        check = new ParallelCheck(node);
    }

    void heard(SyncPeer peer, SyncMessage.Run run, int size) {
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

    void heard(SyncPeer peer, SyncMessage.Branch branch, int size) {
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
    void heard(SyncPeer peer, SyncMessage.ForkPacket packet, int size) throws MalformedException {
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
    void whenTaken(Runnable task) {
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

    /** More of a history is durable than before, or could not be made so. */
    void grown(History history) {
        fetching.early().authors(history.routeTag()).forEach(author -> takeEarly(history, author));
        for (int tries = waiting.size(); tries > 0; tries--) {
            waiting.remove().run();
        }
    }
}
