// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is said over one protocol: what this node lacks, and what others ask for. Lives on the node's loop. */
final class BlobTalk implements ExchangeHandler {
    /** Who says without end that it has forgotten all is told again so seldom. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    private final NodeContext node;
    private final Fetching fetching;
    private final Consumer<Bytes> lost;
    private final Function<Exchange, List<Bytes>> lacking;
    private final Map<Exchange, BlobPeer> peers = new LinkedHashMap<>();
    /** Who was told again a moment ago. */
    private final Map<Exchange, Cancellable> resting = new HashMap<>();
    /** Who is to be told once more then. */
    private final Set<Exchange> due = new HashSet<>();

    /**
     * @param lost hears of a blob that somebody asked for and that is not here any more
     * @param lacking what one with whom there is an exchange now is asked for
     */
    BlobTalk(NodeContext node, Fetching fetching, Consumer<Bytes> lost, Function<Exchange, List<Bytes>> lacking) {
        this.node = node;
        this.fetching = fetching;
        this.lost = lost;
        this.lacking = lacking;
    }

    /** With whom there is an exchange now. */
    Stream<NodeId> members() {
        return peers.keySet().stream().map(Exchange::peer);
    }

    /** This node lacks one more. */
    void sayWants(Bytes address) {
        peers.values().forEach(peer -> peer.sayWants(false, List.of(address)));
    }

    /** This node lacks more, of which each is told what may be asked of it. */
    void sayWants(Function<Exchange, List<Bytes>> more) {
        peers.forEach((exchange, peer) -> peer.sayWants(false, more.apply(exchange)));
    }

    /** Says once more what one is asked for. */
    private void sayWants(Exchange exchange) {
        BlobPeer peer = peers.get(exchange);
        if (peer != null) {
            peer.sayWants(false, lacking.apply(exchange));
        }
    }

    private void sayAgain(Exchange exchange) {
        if (resting.containsKey(exchange)) {
            due.add(exchange);
        } else {
            sayWants(exchange);
            resting.put(exchange, node.loop().schedule(AGAIN, () -> {
                resting.remove(exchange);
                if (due.remove(exchange)) {
                    sayAgain(exchange);
                }
            }));
        }
    }

    private void forget(Exchange exchange) {
        due.remove(exchange);
        Cancellable timer = resting.remove(exchange);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** A blob is here. */
    void arrived(Bytes address) {
        peers.values().forEach(peer -> peer.arrived(address));
    }

    @Override
    public void opened(Exchange exchange) {
        BlobPeer peer = new BlobPeer(exchange, node.blobs(), lost);
        peers.put(exchange, peer);
        fetching.opened(peer);
        peer.sayWants(true, lacking.apply(exchange));
    }

    @Override
    public void closed(Exchange exchange) {
        BlobPeer peer = peers.remove(exchange);
        forget(exchange);
        if (peer != null) {
            fetching.closed(peer);
            peer.close();
        }
    }

    @Override
    public void writable(Exchange exchange) {
        BlobPeer peer = peers.get(exchange);
        if (peer != null) {
            peer.serve();
        }
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        BlobPeer peer = peers.get(exchange);
        if (peer == null) {
            return;
        }
        try {
            hear(exchange, peer, BlobMessage.decode(message));
        } catch (MalformedException nonsense) {
            peer.misbehaved(nonsense.reason());
        }
    }

    private void hear(Exchange exchange, BlobPeer peer, BlobMessage message) throws MalformedException {
        if (message instanceof BlobMessage.Want said) {
            if (said.fresh()) {
                fetching.forgot(peer);
                sayAgain(exchange);
            }
            peer.wants(said.addresses());
            fetching.wanting();
        } else if (message instanceof BlobMessage.Have said) {
            fetching.offered(said.address(), peer);
        } else if (message instanceof BlobMessage.Ask asked) {
            peer.asks(asked);
        } else if (message instanceof BlobMessage.Part part) {
            fetching.heard(peer, part);
        }
    }

    void stop() {
        List.copyOf(resting.keySet()).forEach(this::forget);
        peers.values().forEach(BlobPeer::close);
    }
}
