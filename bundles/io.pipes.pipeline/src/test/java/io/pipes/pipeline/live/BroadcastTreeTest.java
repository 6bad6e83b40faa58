// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.live.Mesh.Node;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How packets spread through a network in which nobody has a link to everybody. */
class BroadcastTreeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int SHORT = 100;
    private static final int LONG = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {50, 200, 1_000})
    void once_the_tree_stands_each_node_gets_each_packet_about_once_on_the_shortest_way(int count) {
        Mesh mesh = Mesh.sparse(count, 7);
        for (Node author : mesh.nodes.subList(0, 3)) {
            double first = mesh.spread(author, SHORT);
            mesh.pass(SECOND);
            mesh.forget();
            double most = 0;
            for (int i = 0; i < 10; i++) {
                most = Math.max(most, mesh.spread(author, SHORT));
                mesh.pass(SECOND);
            }
            int width = Mesh.eccentricity(author);
            assertThat(first).as("the first packet is asked for at each hop").isLessThanOrEqualTo(3 * width);
            assertThat(most).isLessThanOrEqualTo(width).isLessThanOrEqualTo(6);
            assertThat(mesh.copies / 10.0 / (count - 1)).isBetween(1.0, 1.2);
        }
    }

    @Test
    void what_is_long_is_asked_for_once_and_comes_once() {
        Mesh mesh = Mesh.sparse(50, 8);
        Node author = mesh.nodes.get(0);
        for (int i = 0; i < 20; i++) {
            mesh.spread(author, LONG);
        }
        mesh.pass(SECOND);

        assertThat(mesh.copies).isEqualTo(20 * 49);
    }

    @Test
    void what_is_long_is_not_sent_to_children_unasked() {
        Mesh mesh = new Mesh(3, 1);
        mesh.link(mesh.nodes.get(0), mesh.nodes.get(1));
        mesh.link(mesh.nodes.get(1), mesh.nodes.get(2));
        mesh.spread(mesh.nodes.get(0), SHORT);
        mesh.pass(SECOND);

        assertThat(mesh.spread(mesh.nodes.get(0), SHORT)).isEqualTo(2);
        assertThat(mesh.spread(mesh.nodes.get(0), LONG))
                .as("the author sends, the other asks")
                .isEqualTo(4);
    }

    @Test
    void packets_come_on_the_quickest_way_where_some_links_are_much_slower_than_others() {
        Mesh mesh = new Mesh(3, 1);
        Node author = mesh.nodes.get(0);
        Node near = mesh.nodes.get(1);
        Node far = mesh.nodes.get(2);
        mesh.link(author, far, Duration.ofMillis(5));
        Node middle = mesh.add();
        mesh.link(far, middle, Duration.ofMillis(100));
        mesh.link(author, near, Duration.ofMillis(5));
        mesh.spread(author, SHORT);
        mesh.link(near, middle, Duration.ofMillis(20));
        for (int i = 0; i < 10; i++) {
            mesh.spread(author, SHORT);
            mesh.pass(SECOND);
        }
        mesh.forget();

        assertThat(mesh.spread(author, SHORT) * Mesh.HOP.toMillis()).isEqualTo(25);
        mesh.pass(SECOND);
        assertThat(mesh.copies).isEqualTo(3);
    }

    @Test
    void what_a_parent_sends_is_not_taken_from_one_who_offers_it_a_little_earlier() {
        Mesh mesh = new Mesh(4, 1);
        Node author = mesh.nodes.get(0);
        Node parent = mesh.nodes.get(1);
        Node quick = mesh.nodes.get(2);
        Node child = mesh.nodes.get(3);
        mesh.link(author, parent);
        mesh.link(author, quick);
        mesh.link(parent, child);
        mesh.spread(author, SHORT);
        mesh.link(quick, child, Mesh.HOP.minusMillis(1));
        mesh.pass(SECOND);
        mesh.forget();
        for (int i = 0; i < 10; i++) {
            mesh.spread(author, SHORT);
            mesh.pass(SECOND);
        }

        assertThat(mesh.copies).isEqualTo(10 * 3);
    }

    @Test
    void who_becomes_a_peer_of_the_author_is_sent_packets_by_nobody_else() {
        Mesh mesh = new Mesh(3, 1);
        Node author = mesh.nodes.get(0);
        Node between = mesh.nodes.get(1);
        Node behind = mesh.nodes.get(2);
        mesh.link(author, between, Duration.ofMillis(5));
        mesh.link(between, behind, Duration.ofMillis(5));
        stream(mesh, author, 20);
        mesh.link(author, behind, Duration.ofMillis(50));
        stream(mesh, author, 20);
        mesh.pass(SECOND);
        mesh.forget();
        stream(mesh, author, 20);
        mesh.pass(SECOND);

        assertThat(mesh.copies).isEqualTo(20 * 2);
    }

    @Test
    void when_the_one_dies_that_passed_on_most_nothing_is_lost_and_the_tree_heals() {
        Mesh mesh = Mesh.sparse(50, 9);
        Node author = mesh.nodes.get(0);
        List<Packet> all = stream(mesh, author, 100);
        Node busiest = busiest(mesh, author);
        mesh.die(busiest, Duration.ofSeconds(5));
        all.addAll(stream(mesh, author, 300));
        mesh.pass(SECOND);

        assertThat(missing(mesh, all)).isEmpty();
        assertThat(gaps(mesh)).isZero();
        mesh.forget();
        stream(mesh, author, 100);
        mesh.pass(SECOND);
        assertThat(mesh.copies / 100.0 / 48).isBetween(1.0, 1.2);
    }

    @Test
    void while_links_come_and_go_nothing_is_lost() {
        Mesh mesh = Mesh.sparse(50, 10);
        Node author = mesh.nodes.get(0);
        List<Packet> all = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            all.addAll(stream(mesh, author, 20));
            Node one = mesh.nodes.get(mesh.random(50));
            Node other = one.wires.keySet().iterator().next();
            mesh.unlink(one, other);
            all.addAll(stream(mesh, author, 20));
            mesh.link(one, mesh.stranger(one));
        }
        mesh.pass(Duration.ofSeconds(2));

        assertThat(missing(mesh, all)).isEmpty();
        assertThat(gaps(mesh)).isZero();
    }

    @Test
    void what_was_missed_during_a_partition_comes_when_it_heals() {
        Mesh mesh = new Mesh(4, 1);
        Node author = mesh.nodes.get(0);
        mesh.link(author, mesh.nodes.get(1));
        mesh.link(mesh.nodes.get(1), mesh.nodes.get(2));
        mesh.link(mesh.nodes.get(2), mesh.nodes.get(3));
        mesh.pass(SECOND);
        List<Packet> all = stream(mesh, author, 50);
        mesh.unlink(mesh.nodes.get(1), mesh.nodes.get(2));
        all.addAll(stream(mesh, author, 200));
        mesh.link(mesh.nodes.get(1), mesh.nodes.get(2));
        all.addAll(stream(mesh, author, 50));
        mesh.pass(Duration.ofSeconds(2));

        assertThat(missing(mesh, all)).isEmpty();
        assertThat(gaps(mesh)).isZero();
    }

    @Test
    void one_who_comes_late_gets_into_the_tree() {
        Mesh mesh = Mesh.sparse(50, 11);
        Node author = mesh.nodes.get(0);
        stream(mesh, author, 100);
        Node late = mesh.add();
        for (Node peer : mesh.nodes.subList(20, 26)) {
            mesh.link(late, peer);
        }
        stream(mesh, author, 100);
        mesh.pass(SECOND);
        mesh.forget();
        List<Packet> after = stream(mesh, author, 100);
        mesh.pass(SECOND);

        assertThat(missing(mesh, after)).isEmpty();
        assertThat(mesh.copies / 100.0 / 50).isBetween(1.0, 1.05);
        assertThat(mesh.spread(author, SHORT)).isLessThanOrEqualTo(Mesh.eccentricity(author));
    }

    @Test
    void a_slow_child_costs_its_parent_no_memory_and_nobody_else_any_time() {
        Mesh mesh = new Mesh(4, 1);
        Node author = mesh.nodes.get(0);
        Node parent = mesh.nodes.get(1);
        Node slow = mesh.nodes.get(2);
        Node quick = mesh.nodes.get(3);
        mesh.link(author, parent);
        Mesh.Wire toSlow = mesh.link(parent, slow);
        mesh.link(parent, quick);
        mesh.spread(author, SHORT);
        mesh.pass(SECOND);
        toSlow.windowBytes = 64 << 10;
        toSlow.bytesPerSecond = 100_000;

        List<Packet> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(author.publish(10_000));
            mesh.pass(TICK);
            if (i % 100 == 99) {
                mesh.pass(Mesh.HOP);
                assertThat(quick.has(all.get(i - 2).id())).isTrue();
            }
        }
        assertThat(toSlow.mostUnderWay).isLessThan(128 << 10);
        assertThat(slow.delivered()).isLessThan(500);

        toSlow.bytesPerSecond = Long.MAX_VALUE;
        mesh.pass(Duration.ofSeconds(10));
        stream(mesh, author, 20);
        mesh.pass(Duration.ofSeconds(5));
        mesh.forget();
        assertThat(mesh.spread(author, SHORT)).isEqualTo(2);
        mesh.pass(SECOND);
        assertThat(mesh.copies).isEqualTo(3);
        assertThat(slow.delivered() + slow.gaps()).as("what is lost is told").isEqualTo(quick.delivered());
    }

    @Test
    void one_who_announces_and_never_delivers_costs_a_moment_and_is_asked_last() {
        Mesh mesh = new Mesh(4, 1);
        Node author = mesh.nodes.get(0);
        Node hostile = mesh.nodes.get(1);
        Node honest = mesh.nodes.get(2);
        Node victim = mesh.nodes.get(3);
        mesh.link(author, hostile);
        mesh.link(hostile, victim);
        mesh.link(author, honest, Duration.ofMillis(40));
        mesh.link(honest, victim);
        hostile.sends = message -> message.at(0) != LiveWire.PACKET;

        double first = mesh.spread(author, SHORT);
        assertThat(first * Mesh.HOP.toMillis()).as("one question is in vain").isBetween(400.0, 600.0);
        mesh.pass(SECOND);
        for (int i = 0; i < 30; i++) {
            assertThat(mesh.spread(author, SHORT)).as("the honest way").isEqualTo(3);
            mesh.pass(Duration.ofMillis(300));
        }
        assertThat(mesh.misbehaviour).isEmpty();
    }

    @Test
    void one_who_claims_to_have_everything_early_is_believed_once() {
        Mesh mesh = new Mesh(4, 1);
        Node author = mesh.nodes.get(0);
        Node liar = mesh.nodes.get(1);
        Node honest = mesh.nodes.get(2);
        Node victim = mesh.nodes.get(3);
        mesh.link(author, honest);
        mesh.link(honest, victim);
        mesh.link(author, liar);
        mesh.link(liar, victim);
        mesh.spread(author, SHORT);
        mesh.pass(SECOND);
        liar.sends = message -> message.at(0) != LiveWire.PACKET;
        int late = 0;
        for (int i = 0; i < 100; i++) {
            Packet packet = author.publish(SHORT);
            mesh.pass(Mesh.HOP.multipliedBy(2));
            liar.say(victim, LiveWire.announce(List.of(new LiveWire.Announced(packet.id(), 1_000))));
            late += victim.has(packet.id()) ? 0 : 1;
            mesh.pass(SECOND);
            assertThat(victim.has(packet.id())).isTrue();
        }
        assertThat(late).isLessThanOrEqualTo(2);
    }

    @Test
    void forged_grafts_and_prunes_hurt_only_who_sends_them() {
        Mesh mesh = Mesh.sparse(20, 12);
        Node author = mesh.nodes.get(0);
        Node hostile = mesh.nodes.get(5);
        mesh.spread(author, SHORT);
        mesh.pass(SECOND);
        for (Node peer : List.copyOf(hostile.wires.keySet())) {
            for (int i = 0; i < 2_000; i++) {
                hostile.say(peer, LiveWire.graft(stranger(i)));
                hostile.say(peer, LiveWire.prune(stranger(i)));
                hostile.say(peer, LiveWire.graft(peer.id));
                hostile.say(peer, LiveWire.prune(author.id));
            }
        }
        mesh.pass(SECOND);
        mesh.forget();
        for (int i = 0; i < 10; i++) {
            mesh.spread(author, SHORT);
            mesh.pass(SECOND);
        }

        assertThat(mesh.copies / 10.0 / 19).isBetween(1.0, 1.2);
        assertThat(mesh.misbehaviour).isEmpty();
    }

    @Test
    void what_breaks_the_format_ends_the_link() {
        List<Bytes> broken = List.of(
                Bytes.wrap(new byte[] {LiveWire.GRAFT}),
                Bytes.wrap(new byte[] {LiveWire.PRUNE, 1}),
                Bytes.wrap(new byte[34]),
                Bytes.wrap(new byte[] {LiveWire.OFFER}),
                Bytes.wrap(new byte[] {8}));
        for (Bytes message : broken) {
            Mesh mesh = new Mesh(2, 1);
            mesh.link(mesh.nodes.get(0), mesh.nodes.get(1));
            mesh.nodes.get(0).say(mesh.nodes.get(1), message);
            mesh.pass(SECOND);
            assertThat(mesh.misbehaviour).hasSize(1);
        }
    }

    private static NodeId stranger(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        id[1] = (byte) (number >> 8);
        return NodeId.of(Bytes.wrap(id));
    }

    private static List<Packet> stream(Mesh mesh, Node author, int packets) {
        List<Packet> all = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            all.add(author.publish(SHORT));
            mesh.pass(TICK);
        }
        return all;
    }

    /** The node from which most packets came to others, except the author. */
    private static Node busiest(Mesh mesh, Node author) {
        Map<Node, Integer> sent = new HashMap<>();
        for (Node node : mesh.nodes) {
            node.sends = message -> {
                if (message.at(0) == LiveWire.PACKET) {
                    sent.merge(node, 1, Integer::sum);
                }
                return true;
            };
        }
        stream(mesh, author, 1);
        mesh.pass(SECOND);
        return mesh.nodes.stream()
                .filter(node -> node != author)
                .max(Comparator.comparing(node -> sent.getOrDefault(node, 0)))
                .orElseThrow();
    }

    private static List<PacketId> missing(Mesh mesh, List<Packet> packets) {
        return packets.stream()
                .filter(packet -> !mesh.everywhere(packet))
                .map(Packet::id)
                .toList();
    }

    private static long gaps(Mesh mesh) {
        return mesh.nodes.stream().mapToLong(Node::gaps).sum();
    }
}
