// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.storage.BlobStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is said over one protocol: what this node lacks, and what others ask for. Lives on the node's loop. */
final class BlobTalk implements ExchangeHandler {
    private final BlobStore store;
    private final Fetching fetching;
    private final Consumer<Bytes> lost;
    private final Function<Exchange, List<Bytes>> lacking;
    private final Map<Exchange, BlobPeer> peers = new LinkedHashMap<>();

    /**
     * @param lost hears of a blob that somebody asked for and that is not here any more
     * @param lacking what one with whom there is an exchange now is asked for
     */
    BlobTalk(BlobStore store, Fetching fetching, Consumer<Bytes> lost, Function<Exchange, List<Bytes>> lacking) {
        this.store = store;
        this.fetching = fetching;
        this.lost = lost;
        this.lacking = lacking;
    }

    /** With whom there is an exchange now. */
    Stream<NodeId> members() {
        return peers.keySet().stream().map(Exchange::peer);
    }

    Optional<Exchange> with(NodeId member) {
        return peers.keySet().stream()
                .filter(exchange -> exchange.peer().equals(member))
                .findFirst();
    }

    /** This node lacks one more. */
    void sayWants(Bytes address) {
        peers.values().forEach(peer -> peer.sayWants(false, List.of(address)));
    }

    /** Says once more what one is asked for. */
    void sayWants(Exchange exchange) {
        BlobPeer peer = peers.get(exchange);
        if (peer != null) {
            peer.sayWants(false, lacking.apply(exchange));
        }
    }

    /** A blob is here. */
    void arrived(Bytes address) {
        peers.values().forEach(peer -> peer.arrived(address));
    }

    @Override
    public void opened(Exchange exchange) {
        BlobPeer peer = new BlobPeer(exchange, store, lost);
        peers.put(exchange, peer);
        fetching.opened(peer);
        peer.sayWants(true, lacking.apply(exchange));
    }

    @Override
    public void closed(Exchange exchange) {
        BlobPeer peer = peers.remove(exchange);
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
                peer.sayWants(false, lacking.apply(exchange));
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
        peers.values().forEach(BlobPeer::close);
    }
}
