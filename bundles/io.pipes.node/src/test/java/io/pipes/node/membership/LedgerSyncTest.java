// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static io.pipes.node.membership.Node.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerSyncTest {
    private final SyncBench bench = new SyncBench();
    private final Node olga = Node.found("olga", bench.clock, 1);

    @Test
    void a_joiner_gets_everything_and_then_both_are_in_step() {
        Node anna = olga.add("anna", Role.WRITER);
        get(olga.ledger.record("epoch.1", Bytes.wrap(new byte[Membership.MAX_STATEMENT_BYTES])));
        get(olga.ledger.record("epoch.1", Bytes.utf8("small")));

        Wire[] link = bench.connect(olga, anna);
        assertThat(bench.inStep(olga, anna)).isFalse();
        bench.settle();

        assertThat(bench.inStep(olga, anna)).isTrue();
        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
        assertThat(anna.ledger.statements("epoch.1")).isEqualTo(olga.ledger.statements("epoch.1"));
        assertThat(anna.ledger.members()).containsExactlyElementsOf(olga.ledger.members());
        assertThat(link[0].longest).isLessThanOrEqualTo(LedgerSync.PROTOCOL.windowBytes());
        assertThat(bench.given).isEmpty();
    }

    @Test
    void both_sides_get_what_the_other_has_and_the_cost_follows_the_difference() {
        Node anna = olga.add("anna", Role.WRITER);
        for (int i = 0; i < 500; i++) {
            get(olga.ledger.record("common", Bytes.wrap(new byte[200])));
        }
        LedgerTest.copy(olga, anna);
        for (int i = 0; i < 5; i++) {
            get(olga.ledger.record("east", Bytes.utf8("" + i)));
            get(anna.ledger.record("west", Bytes.utf8("" + i)));
        }

        Wire[] link = bench.connect(olga, anna);
        bench.settle();

        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
        assertThat(olga.ledger.statements("west")).hasSize(5);
        assertThat(anna.ledger.statements("east")).hasSize(5);
        assertThat(link[0].sentBytes + link[1].sentBytes).isLessThan(20_000);
    }

    @Test
    void what_is_new_goes_to_all_at_once_and_further() {
        Node anna = olga.add("anna", Role.WRITER);
        Node ben = olga.add("ben", Role.WRITER);
        bench.connect(olga, anna);
        bench.connect(anna, ben);
        bench.settle();
        Heard heard = new Heard();
        ben.ledger.listen(heard);

        get(olga.ledger.record("news", Bytes.utf8("hello")));
        Node clara = olga.add("clara", Role.READER);
        get(olga.ledger.publish(2, new Actor("new", 1).box.publicKey()));
        bench.settle();
        bench.clock.advance(Duration.ofMillis(20));
        bench.settle();

        assertThat(heard.events)
                .containsExactlyInAnyOrder(
                        "stated news", "joined clara", "changed clara reader reader", "changed olga owner owner");
        assertThat(ben.ledger.member(clara.id).orElseThrow().boxKey()).isEqualTo(clara.actor.box.publicKey());
    }

    @Test
    void what_was_heard_goes_to_four_at_once_and_the_others_are_told_later() {
        Node anna = olga.add("anna", Role.WRITER);
        List<Node> others = neighboursOf(anna);

        get(olga.ledger.record("news", Bytes.utf8("hello")));
        bench.settle();
        assertThat(others).filteredOn(this::hasHeadOfOlga).hasSize(4);

        bench.clock.advance(Duration.ofMillis(500));
        bench.settle();
        assertThat(others).allMatch(this::hasHeadOfOlga);
    }

    @Test
    void a_removal_that_was_heard_goes_to_all_at_once() {
        Node anna = olga.add("anna", Role.WRITER);
        List<Node> others = neighboursOf(anna);

        get(olga.ledger.remove(others.get(0).id));
        bench.settle();

        assertThat(others).allMatch(this::hasHeadOfOlga);
    }

    /** Eight who hear of what Olga does through this one only. */
    private List<Node> neighboursOf(Node middle) {
        List<Node> others = new ArrayList<>();
        bench.connect(olga, middle);
        for (int i = 0; i < 8; i++) {
            Node other = olga.add("other-" + i, Role.WRITER);
            others.add(other);
        }
        bench.settle();
        others.forEach(other -> bench.connect(middle, other));
        bench.settle();
        bench.clock.advance(Duration.ofSeconds(1));
        bench.settle();
        return others;
    }

    private boolean hasHeadOfOlga(Node node) {
        return node.ledger.head().equals(olga.ledger.head());
    }

    @Test
    void a_removal_reaches_the_removed_one() {
        Node anna = olga.add("anna", Role.WRITER);
        bench.connect(olga, anna);
        bench.settle();
        Heard heard = new Heard();
        anna.ledger.listen(heard);

        get(olga.ledger.remove(anna.id));
        bench.settle();

        assertThat(heard.events).containsExactly("removed anna");
    }

    @Test
    void a_node_with_many_links_gets_the_log_once() {
        Node anna = olga.add("anna", Role.WRITER);
        Node ben = olga.add("ben", Role.WRITER);
        Node late = olga.add("late", Role.WRITER);
        for (int i = 0; i < 300; i++) {
            get(olga.ledger.record("common", Bytes.wrap(new byte[500])));
        }
        LedgerTest.copy(olga, anna, ben);
        Wire[] one = bench.connect(olga, late);
        Wire[] two = bench.connect(anna, late);
        Wire[] three = bench.connect(ben, late);
        bench.settle();

        assertThat(late.ledger.head()).isEqualTo(olga.ledger.head());
        assertThat(bench.inStep(olga, late) && bench.inStep(anna, late) && bench.inStep(ben, late))
                .isTrue();
        long size = 300 * 750L;
        assertThat(one[0].sentBytes + two[0].sentBytes + three[0].sentBytes).isLessThan(size * 3 / 2);
        assertThat(one[1].sentBytes + two[1].sentBytes + three[1].sentBytes).isLessThan(20_000);
    }

    @Test
    void a_link_without_room_is_told_later() {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] link = bench.connect(olga, anna);
        bench.settle();
        link[0].capacity = 2;

        for (int i = 0; i < 50; i++) {
            get(olga.ledger.record("n", Bytes.utf8("" + i)));
        }
        assertThat(link[0].sentMessages).isLessThan(10);
        bench.settle();

        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
    }

    @Test
    void pages_follow_the_room_on_the_link() {
        Node anna = olga.add("anna", Role.WRITER);
        for (int i = 0; i < 200; i++) {
            get(olga.ledger.record("n", Bytes.wrap(new byte[2_000])));
        }
        Wire[] link = bench.connect(olga, anna);
        link[0].capacity = 1;
        bench.settle();

        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
        assertThat(link[0].longest).isLessThanOrEqualTo(SyncMessage.PAGE_BYTES + 1_024);
    }

    @Test
    void a_slow_store_holds_the_peer_back_and_loses_nothing() {
        Node anna = olga.add("anna", Role.WRITER);
        for (int i = 0; i < 300; i++) {
            get(olga.ledger.record("n", Bytes.wrap(new byte[1_000])));
        }
        anna.store.slow = true;
        bench.connect(olga, anna);
        for (int i = 0; i < 100; i++) {
            bench.settle();
            anna.store.catchUp();
        }

        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
        assertThat(bench.inStep(olga, anna)).isTrue();
    }

    @Test
    void a_full_store_asks_again_when_there_is_room() {
        Node anna = olga.add("anna", Role.WRITER);
        get(olga.ledger.record("n", Bytes.utf8("1")));
        anna.store.full = true;
        bench.connect(olga, anna);
        bench.settle();
        assertThat(bench.inStep(olga, anna)).isFalse();

        anna.store.full = false;
        bench.clock.advance(Duration.ofSeconds(11));
        bench.settle();

        assertThat(bench.inStep(olga, anna)).isTrue();
        assertThat(bench.given).isEmpty();
    }

    @Test
    void who_says_nothing_for_ten_seconds_is_given_up() {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] link = Wire.between(olga.id, bench.sync(olga), anna.id, new Mute());
        bench.wires.addAll(List.of(link));
        bench.sync(olga).opened(link[0]);

        bench.clock.advance(Duration.ofSeconds(9));
        assertThat(bench.given).isEmpty();
        bench.clock.advance(Duration.ofSeconds(2));

        assertThat(bench.given).containsExactly("olga: did not say what it has");
        assertThat(link[0].closed).isTrue();
    }

    @Test
    void who_advertises_what_it_does_not_supply_is_given_up_and_others_are_asked_meanwhile() {
        Node anna = olga.add("anna", Role.WRITER);
        Node late = olga.add("late", Role.WRITER);
        LedgerTest.copy(olga, anna);
        Wire[] liar = Wire.between(late.id, bench.sync(late), anna.id, new Mute());
        bench.wires.addAll(List.of(liar));
        bench.sync(late).opened(liar[0]);
        bench.sync(late).received(liar[0], advert(olga.ledger.shown().heads()));
        bench.connect(late, olga);
        bench.settle();
        assertThat(bench.inStep(late, olga)).isFalse();

        bench.clock.advance(Duration.ofSeconds(3));
        bench.settle();
        assertThat(bench.inStep(late, olga)).isTrue();
        bench.clock.advance(Duration.ofSeconds(10));

        assertThat(bench.given).containsExactly("late: did not supply what it advertised");
        assertThat(liar[0].closed).isTrue();
        assertThat(bench.inStep(late, olga)).isTrue();
    }

    @Test
    void who_supplies_nothing_of_what_it_advertised_is_given_up_at_once() {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] liar = Wire.between(olga.id, bench.sync(olga), anna.id, new Mute());
        bench.wires.addAll(List.of(liar));
        bench.sync(olga).opened(liar[0]);
        Story other = new Story(4);
        Operation unknown = other.state("unknown", "olga", "genesis");
        bench.sync(olga).received(liar[0], advert(List.of(unknown.id())));
        bench.sync(olga).received(liar[0], new SyncMessage.Page(false, List.of()).encode());

        assertThat(bench.given).containsExactly("olga: does not have what it advertised");
    }

    @Test
    void operations_of_another_network_close_the_link() {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] liar = Wire.between(olga.id, bench.sync(olga), anna.id, new Mute());
        bench.wires.addAll(List.of(liar));
        bench.sync(olga).opened(liar[0]);
        Story other = new Story(4);
        Operation foreign = other.state("foreign", "olga", "genesis");

        bench.sync(olga).received(liar[0], new SyncMessage.Fresh(List.of(foreign), List.of()).encode());

        assertThat(bench.given).containsExactly("olga: operation is of another network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "80", "8107", "820102", "8302f580", "81ff"})
    void what_is_no_message_closes_the_link(String hex) {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] link = Wire.between(olga.id, bench.sync(olga), anna.id, new Mute());
        bench.sync(olga).opened(link[0]);
        link[1].send(Bytes.hex(hex));
        link[1].carry();

        assertThat(link[0].closed).isTrue();
    }

    @Test
    void a_flood_of_requests_closes_the_link() {
        Node anna = olga.add("anna", Role.WRITER);
        Wire[] link = Wire.between(olga.id, bench.sync(olga), anna.id, new Mute());
        bench.sync(olga).opened(link[0]);
        for (int i = 0; i < 100; i++) {
            link[1].send(new SyncMessage.Fetch(List.of(), Bytes.EMPTY).encode());
            link[1].carry();
        }

        assertThat(link[0].closed).isTrue();
        assertThat(link[0].sentMessages).isLessThan(40);
    }

    @Test
    void a_new_link_does_not_renew_what_a_peer_may_send() {
        Node anna = olga.add("anna", Role.WRITER);
        for (int i = 0; i < PeerBudget.BURST_REQUESTS; i++) {
            assertThat(isAnsweredOnANewLink(anna)).isTrue();
        }

        assertThat(isAnsweredOnANewLink(anna)).isFalse();

        bench.clock.advance(Duration.ofSeconds(2));
        assertThat(isAnsweredOnANewLink(anna)).isTrue();
    }

    private boolean isAnsweredOnANewLink(Node asker) {
        Wire[] link = Wire.between(olga.id, bench.sync(olga), asker.id, new Mute());
        bench.sync(olga).opened(link[0]);
        link[1].send(new SyncMessage.Fetch(List.of(), Bytes.EMPTY).encode());
        link[1].carry();
        boolean answered = !link[0].closed;
        link[0].close();
        return answered;
    }

    @Test
    void a_removal_is_not_hidden_by_more_heads_than_can_be_named() {
        Node eve = olga.add("eve", Role.WRITER);
        Node late = olga.add("late", Role.WRITER);
        LedgerTest.copy(olga, eve, late);
        Flood.of(eve, 400, olga, late);
        get(olga.ledger.remove(eve.id));
        // These have come last at both, so that nobody names the removal.
        Flood.of(eve, 300, olga, late);
        Bytes head = olga.ledger.head();

        Wire[] link = bench.connect(olga, late);
        bench.settle();

        assertThat(late.ledger.member(eve.id)).isEmpty();
        assertThat(late.ledger.head()).isEqualTo(head);
        assertThat(bench.inStep(olga, late)).isTrue();
        assertThat(link[0].sentBytes + link[1].sentBytes).isLessThan(60_000);
        assertThat(bench.given).isEmpty();
    }

    @Test
    void nodes_that_have_the_same_many_heads_fetch_nothing() {
        Node eve = olga.add("eve", Role.WRITER);
        LedgerTest.copy(olga, eve);
        Flood.of(eve, 400, olga, eve);

        Wire[] link = bench.connect(olga, eve);
        bench.settle();

        assertThat(bench.inStep(olga, eve)).isTrue();
        assertThat(link[0].sentMessages + link[1].sentMessages).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nodes_that_were_parted_agree_once_they_meet(long seed) {
        Random random = new Random(seed);
        Node[] nodes = {olga, olga.add("anna", Role.ADMIN), olga.add("ben", Role.ADMIN), olga.add("clara", Role.WRITER)
        };
        LedgerTest.copy(olga, nodes[1], nodes[2], nodes[3]);
        for (int i = 0; i < 40; i++) {
            act(nodes[random.nextInt(4)], nodes[random.nextInt(4)], random, i);
            if (random.nextInt(10) == 0) {
                Node a = nodes[random.nextInt(4)];
                Node b = nodes[random.nextInt(4)];
                if (a != b) {
                    Wire[] link = bench.connect(a, b);
                    bench.settle();
                    link[0].close();
                }
            }
        }
        for (int i = 1; i < 4; i++) {
            bench.connect(nodes[i - 1], nodes[i]);
        }
        bench.settle();

        for (Node node : nodes) {
            assertThat(node.ledger.head()).as("seed %d", seed).isEqualTo(olga.ledger.head());
            assertThat(node.ledger.members()).containsExactlyElementsOf(olga.ledger.members());
            assertThat(node.ledger.statements("n")).isEqualTo(olga.ledger.statements("n"));
        }
        assertThat(bench.given).isEmpty();
    }

    private static Bytes advert(List<OperationId> heads) {
        Bytes some = Bytes.wrap(new byte[32]);
        return new SyncMessage.Advert(heads, some, some).encode();
    }

    private static void act(Node node, Node other, Random random, int number) {
        switch (random.nextInt(8)) {
            case 0 -> node.ledger.remove(other.id);
            case 1 -> node.ledger.assign(other.id, Role.values()[1 + random.nextInt(3)]);
            case 2 -> node.ledger.publish(2L + number, new Actor("key " + number, 1).box.publicKey());
            default -> node.ledger.record("n", Bytes.utf8("" + number));
        }
    }

    private static final class Mute implements io.pipes.spi.node.ExchangeHandler {
        @Override
        public void opened(io.pipes.spi.node.Exchange exchange) {}

        @Override
        public void received(io.pipes.spi.node.Exchange exchange, Bytes message) {}

        @Override
        public void closed(io.pipes.spi.node.Exchange exchange) {}
    }
}
