// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Fork;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the histories of this node and its peers alike. Each side says what it has, as one hash for a pipeline, when a link opens and when
 * it has changed; who hears another one asks for what differs, bucket by bucket, and fetches what it lacks. Nothing is said while nothing
 * changes.
 */
public final class Sync implements ExchangeHandler {
    private static final int WINDOW_BYTES = 4 << 20;
    public static final Protocol PROTOCOL =
            new Protocol("sync.1", TrafficClass.BULK, WINDOW_BYTES, Protocol.Reach.PEERS);

    /** How long what came out of order waits for broadcast to bring what is missing. */
    private static final Duration OVERTAKEN = Duration.ofMillis(300);

    private final NodeContext node;
    private final HistoryNode histories;
    private final Fetching fetching;
    private final ForkSearch forks;
    private final Previews previews;
    private final Comparison comparison;
    private final Arrivals arrivals;
    private final Map<Exchange, SyncPeer> peers = new LinkedHashMap<>();

    public Sync(NodeContext node, HistoryNode histories) {
        this.node = node;
        this.histories = histories;
        fetching = new Fetching(node.loop(), () -> node.membership().members().size() - 1);
        forks = new ForkSearch(node, new Parted());
        previews = new Previews(
                node.loop(),
                histories::histories,
                fetching,
                history -> progress(history).missing() > 0);
        comparison = new Comparison(node, histories, fetching, Collections.unmodifiableCollection(peers.values()));
        arrivals = new Arrivals(node, histories, fetching, forks, previews, Collections.unmodifiableMap(peers));
    }

    @Override
    public void opened(Exchange exchange) {
        SyncPeer peer =
                new SyncPeer(exchange, new Serving(histories, exchange), new Confirming(histories::find, exchange));
        peers.put(exchange, peer);
        comparison.say(peer, true);
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
                    gone -> arrivals.whenTaken(() -> fetching.closed(gone)),
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
            comparison.heard(peer, said);
            if (said.fresh()) {
                histories.histories().forEach(history -> askStored(peer, history));
            }
        } else if (message instanceof SyncMessage.AskBuckets asked) {
            histories
                    .find(asked.tag())
                    .ifPresent(history -> peer.exchange.send(
                            new SyncMessage.Buckets(asked.tag(), history.tree().hashes()).encode()));
        } else if (message instanceof SyncMessage.Buckets said) {
            histories.find(said.tag()).ifPresent(history -> comparison.askEntries(peer, history, said.hashes()));
        } else if (message instanceof SyncMessage.AskEntries asked) {
            histories
                    .find(asked.tag())
                    .ifPresent(history -> Comparison.sayEntries(
                            peer, asked.tag(), history.tree().entries(asked.buckets())));
        } else if (message instanceof SyncMessage.Entries said) {
            histories.find(said.tag()).ifPresent(history -> {
                offered(peer, history, said.entries());
                heardOwn(peer, history, said);
            });
        } else if (message instanceof SyncMessage.Run run) {
            arrivals.heard(peer, run, size);
        } else if (message instanceof SyncMessage.Branch branch) {
            arrivals.heard(peer, branch, size);
        } else if (message instanceof SyncMessage.ForkPacket packet) {
            arrivals.heard(peer, packet, size);
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
                    history.own().heard(peer.exchange.peer(), entry.last());
                });
        if (said.last() && !peer.saidOwn.remove(history.routeTag())) {
            history.own().agreed(peer.exchange.peer());
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

    /** Somebody wants to see the newest of a history; completes when it is here to be shown, as far as it can be had now. */
    public CompletionStage<Void> preview(History history, int count) {
        return previews.look(history, count);
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
        arrivals.grown(history);
        peers.values().forEach(peer -> peer.confirming.look());
        history.progress().changed();
        comparison.changed();
    }

    /** A history is there that was not; peers may have said before what they have of it. */
    public void opened(History history) {
        peers.values().forEach(peer -> {
            SyncMessage.Root theirs = peer.heard.get(history.routeTag());
            if (theirs != null) {
                history.copies().heard(peer.exchange.peer(), theirs.packets());
            }
            comparison.compare(peer, history);
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
                    .ifPresent(root -> said.put(
                            id, new SyncProgress.Peer(id, root.packets(), !Comparison.isDifferent(peer, history))));
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
        comparison.stop();
        fetching.stop();
        previews.stop();
    }
}
