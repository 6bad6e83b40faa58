// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The protocol {@code peers.1}: linked members tell each other where they listen, and where others do. Each message is {@code [[node,
 * [address ...]] ...]} with at most {@value #MAX_ENTRIES} entries; whoever sends it puts itself first. Not spoken with manual peering.
 */
public final class PeerExchange implements ExchangeHandler {
    public static final Protocol PROTOCOL = new Protocol("peers.1", TrafficClass.CONTROL, 512 << 10);

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_MESSAGE = 256 << 10;

    private final NodeId self;
    private final Supplier<List<Address>> own;
    private final Peers peers;
    private final Function<NodeId, Optional<Member>> members;
    private final Map<NodeId, Exchange> exchanges = new TreeMap<>();

    public PeerExchange(
            NodeId self, Supplier<List<Address>> own, Peers peers, Function<NodeId, Optional<Member>> members) {
        this.self = self;
        this.own = own;
        this.peers = peers;
        this.members = members;
    }

    @Override
    public void opened(Exchange exchange) {
        exchanges.put(exchange.peer(), exchange);
        List<NodeId> told = new ArrayList<>();
        told.add(self);
        peers.book().nodes().stream()
                .filter(node ->
                        !node.equals(exchange.peer()) && members.apply(node).isPresent())
                .limit(MAX_ENTRIES - 1)
                .forEach(told::add);
        exchange.send(encode(told));
    }

    @Override
    public void closed(Exchange exchange) {
        exchanges.remove(exchange.peer(), exchange);
    }

    /** This node listens elsewhere now. */
    public void moved() {
        Bytes message = encode(List.of(self));
        exchanges.values().forEach(exchange -> exchange.send(message));
    }

    private Bytes encode(List<NodeId> nodes) {
        CborWriter out = new CborWriter();
        out.writeArray(nodes.size());
        for (NodeId node : nodes) {
            out.writeArray(2).writeBytes(node.bytes());
            PeerAddresses.writeAddresses(out, addressesOf(node));
        }
        return out.toBytes();
    }

    private List<Address> addressesOf(NodeId node) {
        if (node.equals(self)) {
            List<Address> listening = own.get();
            return listening.subList(0, Math.min(PeerAddresses.MAX, listening.size()));
        }
        return peers.book().of(node).map(PeerAddresses::addresses).orElse(List.of());
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        try {
            Map<NodeId, List<Address>> heard = decode(message);
            learn(exchange.peer(), heard);
        } catch (MalformedException e) {
            exchange.misbehaved("peers.1: " + e.reason());
        }
    }

    static Map<NodeId, List<Address>> decode(Bytes message) throws MalformedException {
        if (message.size() > MAX_MESSAGE) {
            throw new MalformedException("message is too long");
        }
        CborReader in = new CborReader(message);
        int count = in.readArray(MAX_ENTRIES);
        Map<NodeId, List<Address>> heard = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            in.readArrayExactly(2);
            heard.put(NodeId.read(in), PeerAddresses.readAddresses(in));
        }
        in.end();
        return heard;
    }

    private void learn(NodeId from, Map<NodeId, List<Address>> heard) {
        boolean news = false;
        for (Map.Entry<NodeId, List<Address>> entry : heard.entrySet()) {
            NodeId node = entry.getKey();
            Optional<Member> member = node.equals(self) ? Optional.empty() : members.apply(node);
            boolean learned = member.isPresent()
                    && peers.book().heard(node, member.get().linkKey(), entry.getValue(), node.equals(from));
            news |= learned;
            if (learned && node.equals(from)) {
                passOn(from);
            }
        }
        if (news) {
            peers.reconsider();
        }
    }

    /** What a node says of itself goes one link further; more is told when a link begins. */
    private void passOn(NodeId about) {
        Bytes message = encode(List.of(about));
        exchanges.forEach((peer, exchange) -> {
            if (!peer.equals(about)) {
                exchange.send(message);
            }
        });
    }
}
