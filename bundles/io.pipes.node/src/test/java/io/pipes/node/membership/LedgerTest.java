// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static io.pipes.node.membership.Node.failure;
import static io.pipes.node.membership.Node.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final ManualClock clock = new ManualClock();
    private final Node olga = Node.found("olga", clock, 1);

    @Test
    void the_founder_is_the_owner_and_has_a_box_key() {
        Member founder = olga.ledger.member(olga.id).orElseThrow();

        assertThat(founder.role()).isEqualTo(Role.OWNER);
        assertThat(founder.name()).isEqualTo("olga");
        assertThat(founder.identity()).isEqualTo(olga.actor.id());
        assertThat(founder.boxKey()).isEqualTo(olga.actor.box.publicKey());
        assertThat(olga.ledger.networkName()).isEqualTo("home");
    }

    @Test
    void a_node_knows_after_a_restart_what_it_knew_before() {
        Node anna = olga.add("anna", Role.ADMIN);
        get(olga.ledger.assign(anna.id, Role.WRITER));
        Membership.Statement statement = get(olga.ledger.record("epoch.1", Bytes.utf8("first")));
        Bytes head = olga.ledger.head();
        List<Member> members = List.copyOf(olga.ledger.members());

        olga.restart();

        assertThat(olga.ledger.head()).isEqualTo(head);
        assertThat(olga.ledger.members()).containsExactlyElementsOf(members);
        assertThat(olga.ledger.statements("epoch.1")).containsExactly(statement);
        assertThat(olga.ledger.prekey(anna.id)).isPresent();
    }

    @Test
    void whoever_may_write_or_might_once_has_a_key_for_what_it_has_published() {
        Node anna = olga.add("anna", Role.WRITER);
        Node rita = olga.add("rita", Role.READER);
        Node boris = olga.add("boris", Role.READER);
        get(olga.ledger.assign(boris.id, Role.ADMIN));
        get(olga.ledger.assign(boris.id, Role.READER));
        get(olga.ledger.remove(anna.id));

        assertThat(olga.ledger.authorKey(olga.id))
                .isEqualTo(olga.ledger.member(olga.id).map(Member::signingKey));
        assertThat(olga.ledger.authorKey(anna.id)).isPresent();
        assertThat(olga.ledger.authorKey(boris.id))
                .isPresent()
                .isEqualTo(olga.ledger.member(boris.id).map(Member::signingKey));
        assertThat(olga.ledger.authorKey(rita.id)).isEmpty();
        olga.restart();
        assertThat(olga.ledger.authorKey(anna.id)).isPresent();
        assertThat(olga.ledger.authorKey(rita.id)).isEmpty();
    }

    @Test
    void nothing_is_shown_or_told_before_it_is_in_the_store() {
        Heard heard = new Heard();
        olga.ledger.listen(heard);
        Bytes head = olga.ledger.head();
        olga.store.slow = true;

        CompletionStage<Membership.Statement> recorded = olga.ledger.record("epoch.1", Bytes.utf8("first"));
        CompletionStage<Membership.Statement> second = olga.ledger.record("epoch.1", Bytes.utf8("second"));

        assertThat(recorded.toCompletableFuture()).isNotDone();
        assertThat(olga.ledger.statements("epoch.1")).isEmpty();
        assertThat(olga.ledger.head()).isEqualTo(head);
        assertThat(heard.events).isEmpty();

        olga.store.catchUp();
        olga.store.catchUp();

        assertThat(get(recorded).body()).isEqualTo(Bytes.utf8("first"));
        assertThat(olga.ledger.statements("epoch.1")).containsExactly(get(recorded), get(second));
        assertThat(heard.events).containsExactly("stated epoch.1", "stated epoch.1");
    }

    @Test
    void a_full_store_changes_nothing_and_the_next_change_succeeds() {
        Bytes head = olga.ledger.head();
        olga.store.full = true;

        Throwable failure =
                failure(olga.ledger.record("epoch.1", Bytes.utf8("first")).toCompletableFuture());

        assertThat(failure)
                .isInstanceOfSatisfying(
                        PipesException.class, e -> assertThat(e.code()).isEqualTo(PipesException.Code.STORAGE));
        assertThat(olga.ledger.head()).isEqualTo(head);
        olga.store.full = false;
        get(olga.ledger.record("epoch.1", Bytes.utf8("second")));
        olga.restart();
        assertThat(olga.ledger.statements("epoch.1"))
                .extracting(Membership.Statement::body)
                .containsExactly(Bytes.utf8("second"));
    }

    @Test
    void listeners_hear_what_changed_and_the_removed_one_hears_of_itself() {
        Heard heard = new Heard();
        Heard gone = new Heard();
        olga.ledger.listen(heard);
        olga.ledger.listen(gone).close();

        Node anna = olga.add("anna", Role.READER);
        get(olga.ledger.assign(anna.id, Role.ADMIN));
        get(olga.ledger.remove(anna.id));
        get(olga.ledger.remove(olga.id));

        assertThat(heard.events)
                .containsExactly("joined anna", "changed anna reader admin", "removed anna", "removed olga");
        assertThat(gone.events).isEmpty();
        assertThat(olga.ledger.isRevoked(olga.actor.link.publicKey())).isTrue();
        assertThat(code(olga.ledger.remove(anna.id))).isEqualTo(PipesException.Code.REVOKED);
    }

    @Test
    void listeners_hear_that_a_statement_became_void_also_where_the_members_are_the_same() {
        Node anna = olga.add("anna", Role.ADMIN);
        Node ben = olga.add("ben", Role.ADMIN);
        copy(olga, anna, ben);
        get(anna.ledger.record("news", Bytes.utf8("hello")));
        copy(anna, ben);
        get(ben.ledger.remove(anna.id));
        get(olga.ledger.remove(anna.id));
        Heard heard = new Heard();
        ben.ledger.listen(heard);
        assertThat(ben.ledger.statements("news")).hasSize(1);

        copy(olga, ben);

        assertThat(heard.events).containsExactly("voided");
        assertThat(ben.ledger.statements("news")).isEmpty();
    }

    @Test
    void one_listener_that_fails_does_not_keep_the_next_from_hearing() {
        Heard heard = new Heard();
        olga.ledger.listen(new io.pipes.spi.node.MembershipListener() {
            @Override
            public void joined(Member member) {
                throw new IllegalStateException("on purpose");
            }
        });
        olga.ledger.listen(heard);

        olga.add("anna", Role.READER);

        assertThat(heard.events).containsExactly("joined anna");
    }

    @Test
    void each_refusal_has_its_code() {
        Node anna = olga.add("anna", Role.ADMIN);
        Node rita = olga.add("rita", Role.READER);
        copy(olga, anna, rita);

        assertThat(code(anna.ledger.remove(olga.id))).isEqualTo(PipesException.Code.REFUSED);
        assertThat(code(anna.ledger.assign(olga.id, Role.READER))).isEqualTo(PipesException.Code.REFUSED);
        assertThat(code(anna.ledger.assign(rita.id, Role.OWNER))).isEqualTo(PipesException.Code.REFUSED);
        assertThat(code(rita.ledger.remove(anna.id))).isEqualTo(PipesException.Code.REFUSED);
        assertThat(code(anna.ledger.remove(new Actor("nobody", 3).node(anna.ledger.network()))))
                .isEqualTo(PipesException.Code.NOT_FOUND);
        assertThat(failure(rita.ledger.record("epoch.1", Bytes.EMPTY))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> olga.ledger.record("Not a kind", Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobody_is_added_with_keys_that_are_not_their_own() {
        Actor anna = new Actor("anna", 1);
        Actor eve = new Actor("eve", 1);
        Candidate stolen = new Candidate(
                eve.keys(),
                anna.genesis(),
                anna.candidate(olga.ledger.network()).binding());

        assertThat(code(olga.ledger.add(
                        stolen, Role.READER, Optional.empty(), eve.prekey(olga.ledger.network()), List::of)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        assertThat(code(olga.ledger.add(
                        anna.candidate(olga.ledger.network()),
                        Role.READER,
                        Optional.empty(),
                        eve.prekey(olga.ledger.network()),
                        List::of)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
    }

    @Test
    void a_member_is_found_by_its_link_key_until_it_is_removed() {
        Node anna = olga.add("anna", Role.READER);
        Bytes key = anna.actor.link.publicKey();
        assertThat(olga.ledger.memberByLinkKey(key)).map(Member::id).contains(anna.id);
        assertThat(olga.ledger.isRevoked(key)).isFalse();

        get(olga.ledger.remove(anna.id));

        assertThat(olga.ledger.memberByLinkKey(key)).isEmpty();
        assertThat(olga.ledger.isRevoked(key)).isTrue();
        assertThat(olga.ledger.isRevoked(new Actor("other", 1).link.publicKey()))
                .isFalse();
    }

    @Test
    void operations_wait_for_their_parents_and_only_so_many_do() {
        Node anna = olga.add("anna", Role.WRITER);
        for (int i = 0; i < 2 * Orphans.MAX_OPERATIONS; i++) {
            get(olga.ledger.record("n", Bytes.utf8("" + i)));
        }
        List<Operation> all = operations(olga);
        Intake.Taken taken = get(anna.ledger.take(olga.id, all.subList(2, all.size()), List.of()));
        assertThat(taken.lacking()).isTrue();
        assertThat(anna.ledger.statements("n")).isEmpty();

        get(anna.ledger.take(olga.id, all.subList(1, 2), List.of()));
        get(anna.ledger.take(olga.id, all.subList(2, all.size() - Orphans.MAX_OPERATIONS), List.of()));

        assertThat(anna.ledger.statements("n")).hasSize(2 * Orphans.MAX_OPERATIONS);
        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
    }

    @Test
    void what_others_must_not_send_is_not_taken_and_held_against_them() {
        Node anna = olga.add("anna", Role.WRITER);
        Node foreign = Node.found("olga", clock, 99);
        Node stranger = foreign.add("stranger", Role.WRITER);
        Operation good = operations(olga).get(1);
        Operation forged = new Operation(
                good.id(), good.network(), good.author(), good.parents(), 0, good.action(), Bytes.wrap(new byte[64]));
        Operation unsigned = new Operation(
                Operation.idOf(Actor.SUITE, forged.body()),
                good.network(),
                good.author(),
                good.parents(),
                0,
                good.action(),
                good.signature());

        assertThat(faults(anna, operations(foreign).get(1))).containsValue("operation is of another network");
        assertThat(faults(anna, unsigned)).containsValue("operation is not signed by its author");
        Prekey theirs = stranger.actor.prekey(olga.ledger.network());
        Prekey old = olga.ledger.prekey(olga.id).orElseThrow();
        Prekey swapped = new Prekey(old.network(), old.node(), 9, theirs.boxKey(), old.signature());
        assertThat(get(anna.ledger.take(olga.id, List.of(), List.of(swapped))).faults())
                .containsValue("prekey is not signed by its node");
        assertThat(anna.ledger.members()).extracting(Member::name).containsExactly("olga");
    }

    @Test
    void new_operations_join_as_many_heads_as_they_can_name_the_oldest_first() {
        Node eve = olga.add("eve", Role.WRITER);
        copy(olga, eve);
        List<Operation> flood = Flood.of(eve, 40, olga);

        Membership.Statement first = get(olga.ledger.record("n", Bytes.utf8("1")));

        assertThat(olga.ledger
                        .dag()
                        .operation(olga.ledger.dag().number(first.id()))
                        .parents())
                .containsExactlyInAnyOrderElementsOf(flood.subList(0, Operation.MAX_PARENTS).stream()
                        .map(Operation::id)
                        .toList());
        get(olga.ledger.record("n", Bytes.utf8("2")));
        get(olga.ledger.record("n", Bytes.utf8("3")));
        assertThat(olga.ledger.shown().heads()).hasSize(1);
    }

    @Test
    void who_came_behind_more_heads_than_can_be_named_may_speak_and_can_be_removed() {
        Node eve = olga.add("eve", Role.WRITER);
        Node anna = olga.add("anna", Role.ADMIN);
        Node ben = olga.add("ben", Role.WRITER);
        copy(olga, eve);
        List<Operation> all = operations(olga);
        get(anna.ledger.take(olga.id, all.subList(1, 2), List.of()));
        Flood.of(eve, 200, anna);
        get(anna.ledger.take(olga.id, all.subList(2, all.size()), List.of()));

        get(anna.ledger.remove(ben.id));
        get(anna.ledger.record("n", Bytes.utf8("1")));

        assertThat(anna.ledger.member(ben.id)).isEmpty();
        assertThat(anna.ledger.statements("n")).hasSize(1);
    }

    @Test
    void a_writer_records_less_at_once_than_an_admin() {
        Node wil = olga.add("wil", Role.WRITER);
        Node eve = olga.add("eve", Role.WRITER);
        copy(olga, wil, eve);
        Bytes most = Bytes.wrap(new byte[Membership.MAX_WRITER_STATEMENT_BYTES]);
        Bytes more = Bytes.wrap(new byte[Membership.MAX_WRITER_STATEMENT_BYTES + 1]);

        get(wil.ledger.record("n", most));
        copy(wil, olga);
        assertThat(olga.ledger.statements("n")).hasSize(1);
        assertThat(failure(wil.ledger.record("n", more))).isInstanceOf(IllegalStateException.class);
        Operation forged = Flood.statement(eve, more);
        assertThat(faults(olga, forged)).containsValue("operation is not rightful: TOO_LONG");
        get(olga.ledger.record("n", more));
    }

    @Test
    void a_lost_record_comes_back_from_a_peer() {
        Node anna = olga.add("anna", Role.WRITER);
        get(olga.ledger.record("n", Bytes.utf8("1")));
        get(olga.ledger.record("n", Bytes.utf8("2")));
        copy(olga, anna);
        anna.store.lose(LedgerStore.OPERATIONS, operations(anna).get(2).id().bytes());

        anna.restart();
        assertThat(anna.ledger.statements("n")).isEmpty();
        copy(olga, anna);
        anna.restart();

        assertThat(anna.ledger.head()).isEqualTo(olga.ledger.head());
    }

    @Test
    void listeners_hear_of_who_has_announced_several_box_keys_since_the_one_that_is_known() {
        Node anna = olga.add("anna", Role.WRITER);
        copy(olga, anna);
        Heard heard = new Heard();
        olga.ledger.listen(heard);

        get(anna.ledger.publish(2, Bytes.utf8("the second")));
        copy(anna, olga);
        assertThat(heard.events).containsExactly("changed anna writer writer");

        get(anna.ledger.publish(3, Bytes.utf8("the third")));
        get(anna.ledger.publish(4, Bytes.utf8("the fourth")));
        copy(anna, olga);
        copy(anna, olga);
        assertThat(heard.events)
                .containsExactly("changed anna writer writer", "changed anna writer writer", "outdated anna");
    }

    @Test
    void the_newest_prekey_wins_in_whatever_order_they_come() {
        Node anna = olga.add("anna", Role.WRITER);
        Prekey first = olga.ledger.prekey(olga.id).orElseThrow();
        get(olga.ledger.publish(2, new Actor("new", 1).box.publicKey()));
        Prekey second = olga.ledger.prekey(olga.id).orElseThrow();

        get(anna.ledger.take(olga.id, List.of(), List.of(second)));
        get(anna.ledger.take(olga.id, List.of(), List.of(first)));

        assertThat(second.version()).isEqualTo(2);
        assertThat(anna.ledger.prekey(olga.id)).contains(second);
        assertThat(anna.ledger.member(olga.id).orElseThrow().boxKey()).isEqualTo(second.boxKey());
    }

    @Test
    void two_thousand_members_load_in_about_a_second() {
        Node large = Node.found("olga", clock, 5);
        for (int i = 0; i < 2_000; i++) {
            large.add("member " + i, Role.WRITER);
        }
        long start = System.nanoTime();
        large.restart();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(large.ledger.members()).hasSize(2_001);
        // Ten times what is expected, to find a mistake in the order of growth rather than a busy machine.
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        System.out.println("2,000 members loaded in " + took.toMillis() + " ms");
    }

    @Test
    void a_stranger_has_no_ledger_to_load() {
        assertThat(code(Ledger.load(
                        new LocalNode(
                                Actor.SUITE, clock, new MemoryStore(), olga.actor.signer, olga.actor.link.publicKey()),
                        olga.ledger.network())))
                .isEqualTo(PipesException.Code.NOT_FOUND);
        assertThat(code(Ledger.begin(
                        olga.local(), Node.found("eve", clock, 3).ledger.network(), olga.ledger.genesis())))
                .isEqualTo(PipesException.Code.TICKET_INVALID);
    }

    static List<Operation> operations(Node node) {
        Dag dag = node.ledger.dag();
        return java.util.stream.IntStream.range(0, dag.size())
                .mapToObj(dag::operation)
                .toList();
    }

    static void copy(Node from, Node... to) {
        for (Node node : to) {
            Map<?, String> faults = get(node.ledger.take(
                            from.id,
                            operations(from),
                            List.copyOf(from.ledger.prekeys().all())))
                    .faults();
            assertThat(faults).isEmpty();
        }
    }

    private Map<?, String> faults(Node node, Operation operation) {
        return get(node.ledger.take(olga.id, List.of(operation), List.of())).faults();
    }

    static PipesException.Code code(CompletionStage<?> stage) {
        return ((PipesException) failure(stage)).code();
    }
}
