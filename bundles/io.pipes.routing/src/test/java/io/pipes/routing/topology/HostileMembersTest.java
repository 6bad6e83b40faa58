// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that break the rules, and what becomes of honest ones. */
class HostileMembersTest {
    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final long FAR_AHEAD = 1L << 40;

    private final TestNetwork network = TestNetwork.mesh(20, 4);
    private final TestNode liar = network.node(0);

    @Test
    void an_advert_in_the_name_of_another_node_is_believed_by_nobody_and_ends_the_link() {
        TestLink link = anyLink();
        Advert forged = Forger.as(liar).inTheNameOf(network.node(9)).advert(FAR_AHEAD);

        link.say(liar, Forger.message(forged));
        network.pass(AT_ONCE);

        assertThat(link.misbehaved).contains("signature");
        network.links.remove(link);
        network.assertAllKnowTheTruth();
    }

    @Test
    void an_advert_from_another_network_ends_the_link() {
        TestLink link = anyLink();
        NetworkId elsewhere = NetworkId.of(network.suite.hash(Bytes.utf8("elsewhere")));

        link.say(liar, Forger.message(Forger.as(liar).forNetwork(elsewhere).advert(FAR_AHEAD)));
        network.pass(AT_ONCE);

        assertThat(link.misbehaved).contains("signature");
    }

    @Test
    void what_is_no_message_ends_the_link() {
        TestLink link = anyLink();

        link.say(liar, Bytes.utf8("hello"));
        network.pass(AT_ONCE);

        assertThat(link.misbehaved).startsWith("route.1");
    }

    @Test
    void an_old_advert_that_is_sent_again_changes_nothing() {
        TestLink link = anyLink();
        Advert old = advertOf(network.node(7));
        network.cut(network.links(network.node(7)).iterator().next());
        network.settle();
        long before = network.messages();

        link.say(liar, Forger.message(old));
        network.settle();

        assertThat(network.messages() - before)
                .as("it, and the newer one in answer")
                .isEqualTo(2);
        network.assertAllKnowTheTruth();
        assertThat(link.misbehaved).isEmpty();
    }

    @Test
    void who_advertises_everybody_as_a_neighbour_gains_nothing() {
        Advert greedy = Forger.as(liar).advert(FAR_AHEAD, network.nodes);

        network.links(liar).forEach(link -> link.say(liar, Forger.message(greedy)));
        network.settle();

        network.assertAllKnowTheTruth();
    }

    @Test
    void who_says_two_things_under_one_number_is_found_out_by_everybody_and_carries_nothing_any_more() {
        List<TestLink> links = List.copyOf(network.links(liar));
        Advert one = Forger.as(liar).advert(FAR_AHEAD, network.node(1));
        Advert other = Forger.as(liar).advert(FAR_AHEAD, network.node(2));

        links.get(0).say(liar, Forger.message(one));
        links.get(1).say(liar, Forger.message(other));
        network.settle();

        for (TestNode node : honest()) {
            assertThat(node.problems).hasSize(1);
            assertThat(node.problems.get(0)).contains(liar.id().shortText()).contains("network revoke");
            assertThat(edges(node)).noneMatch(edge -> touches(edge, liar.id()));
        }

        links.get(0).say(liar, Forger.message(Forger.as(liar).advert(FAR_AHEAD + 1, network.node(1))));
        network.settle();
        assertThat(edges(network.node(9))).noneMatch(edge -> touches(edge, liar.id()));
        assertThat(network.node(9).problems).hasSize(1);
    }

    @Test
    void a_newcomer_learns_who_lied_before_it_came_and_forgets_it_with_the_member() {
        TestLink link = anyLink();
        link.say(liar, Forger.message(Forger.as(liar).advert(FAR_AHEAD, network.node(1))));
        link.say(liar, Forger.message(Forger.as(liar).advert(FAR_AHEAD, network.node(2))));
        network.settle();

        TestNode newcomer = network.add();
        network.link(newcomer, network.node(10));
        network.settle();
        assertThat(newcomer.problems).hasSize(1);
        assertThat(edges(newcomer)).noneMatch(edge -> touches(edge, liar.id()));

        network.remove(liar);
        network.settle();
        assertThat(newcomer.problems).isEmpty();
    }

    @Test
    void an_author_that_floods_is_passed_on_at_its_rate_and_its_last_word_is_known_in_the_end() {
        try (TestNetwork line = TestNetwork.line(4)) {
            TestNode flooding = line.node(0);
            flooding.stop();
            long before = line.links.get(1).messages;

            for (int i = 0; i < 3_500; i++) {
                line.links
                        .get(0)
                        .say(flooding, Forger.message(Forger.as(flooding).advert(FAR_AHEAD + i)));
                line.pass(Duration.ofMillis(1));
            }
            long meanwhile = line.links.get(1).messages - before;
            line.settle();

            assertThat(meanwhile)
                    .as("10 at once, some of them together, and one a second")
                    .isBetween(4L, 14L);
            assertThat(numberAt(line.node(3), flooding)).isEqualTo(FAR_AHEAD + 3_499);
        }
    }

    @Test
    void a_proof_that_proves_nothing_ends_the_link() {
        TestLink link = anyLink();
        Advert one = Forger.as(liar).inTheNameOf(network.node(9)).advert(FAR_AHEAD);
        Advert other = Forger.as(liar).inTheNameOf(network.node(9)).advert(FAR_AHEAD, network.node(3));

        link.say(liar, new RouteMessage.Proof(one, other).encode());
        network.pass(AT_ONCE);

        assertThat(link.misbehaved).contains("proof");
        assertThat(honest()).allMatch(node -> node.problems.isEmpty());
    }

    @Test
    void who_asks_for_summaries_without_end_is_answered_a_few_times() {
        TestLink link = anyLink();
        long before = link.messages;
        Bytes ask = new RouteMessage.Summary(
                        Bytes.wrap(new byte[RouteMessage.SALT_BYTES]), Bytes.wrap(new byte[Adverts.SUMMARY_BYTES]))
                .encode();

        for (int i = 0; i < 1_000; i++) {
            link.say(liar, ask);
        }
        network.pass(AT_ONCE);

        assertThat(link.messages - before - 1_000).isLessThan(70);
    }

    @Test
    void who_greets_without_end_is_answered_a_few_times() {
        TestLink link = anyLink();
        Bytes greeting = new RouteMessage.Hello(true, Bytes.wrap(new byte[Adverts.ROOT_BYTES]), 0).encode();
        Bytes nothing = new RouteMessage.Listing(false, List.of()).encode();
        liar.stop();
        long before = link.messages;

        for (int i = 0; i < 1_000; i++) {
            link.say(liar, greeting);
            network.pass(Duration.ofMillis(2));
            link.say(liar, nothing);
            network.pass(Duration.ofMillis(2));
        }

        assertThat(link.messages - before - 2_000)
                .as("a greeting and a summary each")
                .isBetween(2L, 140L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_wants_without_end_is_answered_a_few_times(boolean everything) {
        TestLink link = anyLink();
        List<Prefix> all =
                network.nodes.stream().map(node -> Prefix.of(node.id())).toList();
        Bytes want = (everything ? RouteMessage.Want.EVERYTHING : new RouteMessage.Want(all)).encode();
        liar.stop();
        long before = link.messages;

        for (int i = 0; i < 1_000; i++) {
            link.say(liar, want);
            network.pass(Duration.ofMillis(2));
        }

        assertThat(link.messages - before - 1_000).isBetween(1L, 70L);
    }

    @Test
    void who_repeats_what_is_old_without_end_is_answered_a_few_times() {
        TestLink link = anyLink();
        Bytes old = Forger.message(advertOf(network.node(7)));
        network.cut(network.links(network.node(7)).iterator().next());
        network.settle();
        liar.stop();
        long before = link.messages;

        for (int i = 0; i < 1_000; i++) {
            link.say(liar, old);
            network.pass(Duration.ofMillis(2));
        }

        assertThat(link.messages - before - 1_000).isBetween(1L, 70L);
    }

    @Test
    void a_peer_that_lists_more_than_there_can_be_is_not_believed_for_long() {
        TestLink link = anyLink();
        TestNode victim = link.one == liar ? link.other : link.one;
        liar.stop();
        link.say(liar, new RouteMessage.Hello(false, Bytes.wrap(new byte[Adverts.ROOT_BYTES]), 0).encode());
        network.pass(AT_ONCE);
        long before = link.bytes;
        long listed = 0;

        for (int i = 0; i < 40; i++) {
            Bytes list = new RouteMessage.Listing(true, madeUp(i)).encode();
            listed += list.size();
            link.say(liar, list);
        }
        network.settle();

        assertThat(link.bytes - before - listed).isLessThan(10_000L * Prefix.BYTES);
        network.cut(network.links(victim).stream()
                .filter(other -> other != link)
                .findFirst()
                .orElseThrow());
        network.settle();
        assertThat(edges(network.node(9))).isEqualTo(edges(victim));
    }

    private List<RouteMessage.Entry> madeUp(int page) {
        List<RouteMessage.Entry> entries = new ArrayList<>();
        for (int i = 0; i < RouteMessage.MAX_ENTRIES; i++) {
            entries.add(new RouteMessage.Entry(new Prefix(page, i), 1, Bytes.wrap(new byte[Advert.MARK_BYTES])));
        }
        return entries;
    }

    @Test
    void a_peer_that_says_it_holds_high_numbers_of_this_node_makes_it_use_none_of_them() {
        TestLink link = anyLink();
        TestNode victim = link.one == liar ? link.other : link.one;
        long before = numberAt(victim, victim);
        Bytes root = Bytes.wrap(new byte[Adverts.ROOT_BYTES]);

        link.say(liar, new RouteMessage.Hello(false, root, Advert.MAX_NUMBER).encode());
        network.cut(network.links(victim).stream()
                .filter(other -> other != link)
                .findFirst()
                .orElseThrow());
        network.settle();

        assertThat(numberAt(victim, victim)).isEqualTo(before + 1);
        network.assertAllKnowTheTruth();
    }

    private TestLink anyLink() {
        return network.links(liar).iterator().next();
    }

    private List<TestNode> honest() {
        return network.nodes.stream().filter(node -> node != liar).toList();
    }

    private static List<Router.Edge> edges(TestNode node) {
        return new ArrayList<>(node.topology().edges());
    }

    private static boolean touches(Router.Edge edge, NodeId node) {
        return edge.one().equals(node) || edge.other().equals(node);
    }

    private static long numberAt(TestNode node, TestNode author) {
        return node.topology().advert(author.id()).orElseThrow().number();
    }

    private static Advert advertOf(TestNode author) {
        return author.topology().advert(author.id()).orElseThrow();
    }
}
