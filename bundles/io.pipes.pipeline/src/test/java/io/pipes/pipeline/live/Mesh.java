// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.Member;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Live broadcast of many nodes and nothing else: no log, no handshakes, no encryption, and links that are there when a test says so. For
 * what takes too many nodes, or nodes that do what none would do, for the whole simulator.
 */
final class Mesh {
    static final Duration HOP = Duration.ofMillis(20);

    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);

    final VirtualTime time;
    final List<Node> nodes = new ArrayList<>();
    /** Copies of packets that arrived anywhere. */
    long copies;
    /** All other messages and their bytes. */
    long others;

    long otherBytes;
    /** What nodes were accused of. */
    final List<String> misbehaviour = new ArrayList<>();

    private final CryptoSuite suite = new SimulatedSuite();
    private final SharedPackets shared = new SharedPackets();
    private final SeededRandomness chance;
    private final Map<NodeId, Member> members = new TreeMap<>();

    Mesh(int count, long seed) {
        time = new VirtualTime(seed);
        chance = time.randomness("mesh");
        for (int i = 0; i < count; i++) {
            add();
        }
    }

    /** Nodes that each have 6 to 8 peers, chosen by chance. */
    static Mesh sparse(int count, long seed) {
        Mesh mesh = new Mesh(count, seed);
        for (Node node : mesh.nodes) {
            for (int tries = 0; node.wires.size() < 6 && tries < 1_000; tries++) {
                Node other = mesh.nodes.get(mesh.chance.nextInt(count));
                if (other != node && other.wires.size() < 8 && !node.wires.containsKey(other)) {
                    mesh.link(node, other);
                }
            }
        }
        mesh.pass(Duration.ofSeconds(1));
        return mesh;
    }

    Node add() {
        Node node = new Node();
        nodes.add(node);
        return node;
    }

    /** Counts from now on. */
    void forget() {
        copies = 0;
        others = 0;
        otherBytes = 0;
    }

    int random(int bound) {
        return chance.nextInt(bound);
    }

    /** Somebody to whom the node has no link. */
    Node stranger(Node node) {
        Node other = node;
        while (other == node || node.wires.containsKey(other)) {
            other = nodes.get(random(nodes.size()));
        }
        return other;
    }

    void pass(Duration duration) {
        time.runFor(duration);
    }

    Wire link(Node one, Node other) {
        return link(one, other, HOP);
    }

    /** Returns the side of the first. */
    Wire link(Node one, Node other, Duration latency) {
        Wire there = new Wire(one, other, latency);
        Wire back = new Wire(other, one, latency);
        there.other = back;
        back.other = there;
        one.wires.put(other, there);
        other.wires.put(one, back);
        one.broadcast.opened(there);
        other.broadcast.opened(back);
        return there;
    }

    void unlink(Node one, Node other) {
        Wire wire = one.wires.remove(other);
        other.wires.remove(one);
        wire.open = false;
        wire.other.open = false;
        one.broadcast.closed(wire);
        other.broadcast.closed(wire.other);
    }

    /** A node goes, and nobody notices for a while. */
    void die(Node node, Duration unnoticed) {
        node.wires.values().forEach(wire -> {
            wire.open = false;
            wire.other.open = false;
        });
        nodes.remove(node);
        node.context
                .loop()
                .schedule(unnoticed, () -> List.copyOf(node.wires.keySet()).forEach(other -> unlink(node, other)));
    }

    /** How many links it is from a node to the farthest. */
    static int eccentricity(Node from) {
        Map<Node, Integer> distances = new HashMap<>(Map.of(from, 0));
        ArrayDeque<Node> next = new ArrayDeque<>(List.of(from));
        int farthest = 0;
        while (!next.isEmpty()) {
            Node here = next.remove();
            farthest = distances.get(here);
            for (Node there : here.wires.keySet()) {
                if (distances.putIfAbsent(there, farthest + 1) == null) {
                    next.add(there);
                }
            }
        }
        return farthest;
    }

    /** Publishes one packet and lets time pass until it is everywhere; returns the time in hops. */
    double spread(Node author, int size) {
        long begin = time.nanos();
        Packet packet = author.publish(size);
        if (!time.runUntil(() -> everywhere(packet), Duration.ofSeconds(10))) {
            throw new AssertionError("the packet does not come everywhere");
        }
        return (double) (time.nanos() - begin) / HOP.toNanos();
    }

    boolean everywhere(Packet packet) {
        return nodes.stream().allMatch(node -> node.has(packet.id()));
    }

    final class Node {
        final NodeId id;
        final LoneNode context;
        final Broadcast broadcast;
        final Delivery delivery;
        final Map<Node, Wire> wires = new LinkedHashMap<>();
        /** What leaves; false and it does not. */
        Predicate<Bytes> sends = message -> true;

        private final SigningKey key = suite.newSigningKey(chance);
        private long seq;

        private Node() {
            id = NodeId.of(key.publicKey());
            members.put(id, LoneNode.member(id, key.publicKey()));
            context = new LoneNode(id, time, suite, members);
            delivery = new Delivery(
                    context, new PipelineCatalog(context), new EpochBook(context), new HybridClock(context.clock()));
            delivery.of(ZEROS.slice(0, 16));
            Checks checks = new Checks(context, new PipelineCatalog(context), Runnable::run);
            Streams streams = new Streams(context, delivery);
            broadcast = new Broadcast(context, shared, checks, streams, streams, () -> {});
            broadcast.begin();
        }

        Packet publish(int size) {
            PacketHeader header = new PacketHeader(
                    NetworkId.of(ZEROS),
                    ZEROS.slice(0, 16),
                    EpochId.of(ZEROS),
                    id,
                    new PacketPlace(PacketType.LIVE, ++seq, ZEROS.slice(0, 8)),
                    0,
                    ZEROS,
                    ZEROS,
                    ZEROS);
            Packet packet = Packet.seal(suite, header, Bytes.wrap(new byte[size]), key::sign);
            broadcast.publish(packet);
            return packet;
        }

        boolean has(PacketId packet) {
            return broadcast.recent().contains(packet);
        }

        /** Packets that came and were passed to subscribers, in whatever order. */
        int delivered() {
            return delivery.held().size();
        }

        long gaps() {
            return delivery.of(ZEROS.slice(0, 16)).gaps();
        }

        /** Says something to a peer that production code would not. */
        void say(Node to, Bytes message) {
            wires.get(to).send(message);
        }
    }

    /** One side of a link: what it sends arrives in order after a while, and it has room for so many bytes under way. */
    final class Wire implements Exchange {
        private final Node here;
        private final Node there;
        private final Duration latency;
        private Wire other = this;
        private boolean open = true;
        private int underWay;
        private long freeAtNanos;
        int windowBytes = 1 << 20;
        long bytesPerSecond = Long.MAX_VALUE;
        int mostUnderWay;

        private Wire(Node here, Node there, Duration latency) {
            this.here = here;
            this.there = there;
            this.latency = latency;
        }

        @Override
        public NodeId peer() {
            return there.id;
        }

        @Override
        public void send(Bytes message) {
            if (!open || !here.sends.test(message)) {
                return;
            }
            underWay += message.size();
            mostUnderWay = Math.max(mostUnderWay, underWay);
            long now = time.nanos();
            freeAtNanos = Math.max(freeAtNanos, now) + message.size() * 1_000_000_000L / bytesPerSecond;
            there.context.loop().schedule(latency.plusNanos(freeAtNanos - now), () -> arrived(message));
        }

        private void arrived(Bytes message) {
            if (!open) {
                return;
            }
            if (!message.isEmpty() && message.at(0) == LiveWire.PACKET) {
                copies++;
            } else {
                others++;
                otherBytes += message.size();
            }
            there.broadcast.received(other, message);
            boolean full = !writable();
            underWay -= message.size();
            if (open && full && writable()) {
                here.broadcast.writable(this);
            }
        }

        @Override
        public boolean writable() {
            return open && underWay < windowBytes;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void misbehaved(String reason) {
            misbehaviour.add(reason);
            unlink(here, there);
        }

        @Override
        public boolean direct() {
            return true;
        }

        @Override
        public Duration roundTrip() {
            return latency.multipliedBy(2);
        }
    }
}
