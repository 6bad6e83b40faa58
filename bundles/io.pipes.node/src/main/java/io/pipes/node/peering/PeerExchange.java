// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The protocol {@code peers.1}: linked members tell each other where they listen, and where some others do whom chance chooses. Each
 * message is {@code [[node, [address ...]] ...]} with at most {@value #MAX_ENTRIES} entries; whoever sends one when a link begins puts
 * itself first. Where nothing changes nothing is said. Not spoken with manual peering.
 */
public final class PeerExchange implements ExchangeHandler {
    public static final Protocol PROTOCOL = new Protocol("peers.1", TrafficClass.CONTROL, 512 << 10);

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_MESSAGE = 256 << 10;

    /** How many others are named when a link begins: enough for one who knows nobody to choose from. */
    private static final int FIRST_ENTRIES = 32;

    /** How many of those that were heard of since are named later. */
    private static final int LATER_ENTRIES = 16;

    private static final Duration LATER = Duration.ofSeconds(60);

    private final NodeId self;
    private final Supplier<List<Address>> own;
    private final Peers peers;
    private final Randomness randomness;
    private final Function<NodeId, Optional<Member>> members;
    private final Map<NodeId, Exchange> exchanges = new TreeMap<>();

    /** Those of whom this node has heard something new and not told anybody. */
    private final Set<NodeId> news = new LinkedHashSet<>();

    public PeerExchange(
            NodeId self,
            Supplier<List<Address>> own,
            Peers peers,
            Randomness randomness,
            Function<NodeId, Optional<Member>> members) {
        this.self = self;
        this.own = own;
        this.peers = peers;
        this.randomness = randomness;
        this.members = members;
    }

    @Override
    public void opened(Exchange exchange) {
        exchanges.put(exchange.peer(), exchange);
        List<NodeId> told = new ArrayList<>();
        told.add(self);
        told.addAll(peers.book()
                .sample(
                        randomness,
                        FIRST_ENTRIES,
                        node -> !node.equals(exchange.peer())
                                && members.apply(node).isPresent()));
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
        boolean any = false;
        for (Map.Entry<NodeId, List<Address>> entry : heard.entrySet()) {
            NodeId node = entry.getKey();
            Optional<Member> member = node.equals(self) ? Optional.empty() : members.apply(node);
            boolean learned = member.isPresent()
                    && peers.heard(node, member.get().linkKey(), entry.getValue(), node.equals(from));
            any |= learned;
            if (learned && node.equals(from)) {
                passOn(node);
            } else if (learned) {
                tellLater(node);
            }
        }
        if (any) {
            peers.book().keep();
            peers.reconsider();
        }
    }

    /** What a node says of itself goes one link further at once. */
    private void passOn(NodeId about) {
        Bytes message = encode(List.of(about));
        exchanges.forEach((peer, exchange) -> {
            if (!peer.equals(about)) {
                exchange.send(message);
            }
        });
    }

    private void tellLater(NodeId node) {
        if (news.isEmpty()) {
            long millis = LATER.toMillis() / 2 + randomness.nextInt((int) LATER.toMillis());
            peers.loop().schedule(Duration.ofMillis(millis), this::tellNews);
        }
        if (news.size() < MAX_ENTRIES) {
            news.add(node);
        }
    }

    /** Each node tells one of its peers, so what is new gets about without flooding anybody. */
    private void tellNews() {
        List<NodeId> told = news.stream()
                .filter(node -> peers.book().of(node).isPresent())
                .collect(Collectors.toCollection(ArrayList::new));
        news.clear();
        List<Exchange> listeners = List.copyOf(exchanges.values());
        if (listeners.isEmpty() || told.isEmpty()) {
            return;
        }
        Exchange listener = listeners.get(randomness.nextInt(listeners.size()));
        while (told.size() > LATER_ENTRIES) {
            told.remove(randomness.nextInt(told.size()));
        }
        listener.send(encode(told));
    }
}
