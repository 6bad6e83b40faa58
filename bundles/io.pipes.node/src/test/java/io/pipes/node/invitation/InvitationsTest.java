// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import static io.pipes.node.membership.Node.failure;
import static io.pipes.node.membership.Node.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.node.membership.Actor;
import io.pipes.node.membership.Ledger;
import io.pipes.node.membership.Node;
import io.pipes.spi.node.Member;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvitationsTest {
    private static final Secret JOIN_SECRET = Secret.copyOf(new byte[32]);

    private final ManualClock clock = new ManualClock();
    private final Node olga = Node.found("olga", clock, 1);
    private Invitations invitations = load(olga);

    @Test
    void who_has_a_ticket_joins_and_is_told_the_join_secret() throws MalformedException {
        Ticket ticket = Ticket.parse(issue(InvitationTerms.DEFAULT).text());
        Actor anna = new Actor("anna", 1);

        JoinAnswer answer = JoinAnswer.decode(ask(ticket, anna).encode());

        assertThat(answer).isInstanceOfSatisfying(JoinAnswer.Welcome.class, welcome -> {
            assertThat(welcome.joinSecret()).isEqualTo(JOIN_SECRET);
            assertThat(welcome.genesis()).isEqualTo(olga.ledger.genesis());
        });
        Member member = olga.ledger.member(anna.node(ticket.network())).orElseThrow();
        assertThat(member.role()).isEqualTo(Role.WRITER);
        assertThat(member.boxKey()).isEqualTo(anna.box.publicKey());
    }

    @Test
    void issuer_and_joiner_have_the_same_key_for_the_handshake() {
        Ticket ticket = issue(InvitationTerms.DEFAULT);

        assertThat(invitations.pskOf(ticket.invitation())).contains(Invitations.psk(Actor.SUITE, ticket));
        assertThat(invitations.pskOf(InvitationId.of(Bytes.wrap(new byte[16])))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void of_a_hundred_who_race_for_one_use_exactly_one_joins(long seed) {
        Ticket ticket = issue(InvitationTerms.DEFAULT);
        List<Actor> joiners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            joiners.add(new Actor("joiner " + i, seed));
        }
        Collections.shuffle(joiners, new Random(seed));
        olga.store.slow = true;
        List<CompletionStage<JoinAnswer>> answers = new ArrayList<>();
        for (Actor joiner : joiners) {
            answers.add(redeem(ticket, joiner));
        }
        for (int i = 0; i < 100; i++) {
            olga.store.catchUp();
        }

        List<JoinAnswer> all = answers.stream().map(Node::get).toList();
        assertThat(all).filteredOn(JoinAnswer.Welcome.class::isInstance).hasSize(1);
        assertThat(all)
                .filteredOn(new JoinAnswer.Refused(JoinAnswer.Refusal.SPENT)::equals)
                .hasSize(99);
        assertThat(olga.ledger.members()).hasSize(2);
        olga.store.slow = false;
        olga.restart();
        assertThat(olga.ledger.members()).hasSize(2);
    }

    @Test
    void who_lost_the_answer_asks_again_and_gets_it_without_another_use() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 2));
        Actor anna = new Actor("anna", 1);
        ask(ticket, anna);
        restart();
        clock.advance(Duration.ofHours(2));

        assertThat(ask(ticket, anna)).isInstanceOf(JoinAnswer.Welcome.class);
        clock.stepWall(Duration.ofHours(-2));
        assertThat(ask(ticket, new Actor("ben", 1))).isInstanceOf(JoinAnswer.Welcome.class);
        assertThat(ask(ticket, new Actor("clara", 1))).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.SPENT));
    }

    @Test
    void uses_are_spent_and_joiners_are_members_in_one_step_also_when_the_store_is_full() {
        Ticket ticket = issue(InvitationTerms.DEFAULT);
        Actor anna = new Actor("anna", 1);
        olga.store.full = true;
        assertThat(ask(ticket, anna)).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.TRY_AGAIN));
        olga.store.full = false;
        restart();
        assertThat(olga.ledger.members()).hasSize(1);
        int commits = olga.store.commits;

        assertThat(ask(ticket, anna)).isInstanceOf(JoinAnswer.Welcome.class);

        assertThat(olga.store.commits).isEqualTo(commits + 1);
        restart();
        assertThat(olga.ledger.members()).hasSize(2);
        assertThat(ask(ticket, new Actor("ben", 1))).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.SPENT));
    }

    @Test
    void an_invitation_ends_at_its_time_by_the_issuers_clock() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofMinutes(1), 5));
        clock.advance(Duration.ofSeconds(59));
        assertThat(ask(ticket, new Actor("anna", 1))).isInstanceOf(JoinAnswer.Welcome.class);
        clock.advance(Duration.ofSeconds(1));

        assertThat(ask(ticket, new Actor("ben", 1))).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.EXPIRED));
        assertThat(JoinAnswer.Refusal.EXPIRED.exception().code()).isEqualTo(PipesException.Code.TICKET_EXPIRED);
    }

    @Test
    void an_issuer_that_may_not_invite_any_more_says_so() {
        Node anna = olga.add("anna", Role.ADMIN);
        Node boris = olga.add("boris", Role.ADMIN);
        anna.ledger = olga.ledger;
        Ticket ticket = issue(InvitationTerms.DEFAULT);
        get(olga.ledger.assign(olga.id, Role.READER));
        assertThat(ask(ticket, new Actor("ben", 1)))
                .isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.ISSUER_MAY_NOT));
        get(olga.ledger.remove(olga.id));
        assertThat(ask(ticket, new Actor("ben", 1)))
                .isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.ISSUER_MAY_NOT));
        assertThat(boris.id).isNotEqualTo(anna.id);
    }

    @Test
    void a_removed_node_does_not_come_back_by_a_ticket() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 5));
        Actor anna = new Actor("anna", 1);
        ask(ticket, anna);
        get(olga.ledger.remove(anna.node(ticket.network())));

        assertThat(ask(ticket, anna)).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.REMOVED));
    }

    @Test
    void who_was_removed_does_not_come_back_by_its_ticket_with_fresh_keys_or_a_new_name() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        Actor anna = new Actor("anna", 1);
        ask(ticket, anna);
        get(olga.ledger.remove(anna.node(ticket.network())));
        restart();

        assertThat(ask(ticket, anna.onAnotherNode())).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.REMOVED));
        assertThat(ask(ticket, new Actor("not anna", 1))).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.REMOVED));
        assertThat(olga.ledger.members()).hasSize(1);
    }

    @Test
    void who_was_removed_comes_back_by_a_ticket_that_was_issued_afterwards_and_by_no_older_one() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        Ticket older = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        Actor anna = new Actor("anna", 1);
        ask(ticket, anna);
        get(olga.ledger.remove(anna.node(ticket.network())));
        Ticket newer = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        restart();

        assertThat(ask(older, anna.onAnotherNode())).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.REMOVED));
        assertThat(ask(older, new Actor("ben", 1))).isInstanceOf(JoinAnswer.Welcome.class);
        assertThat(ask(newer, anna.onAnotherNode())).isInstanceOf(JoinAnswer.Welcome.class);
    }

    @Test
    void who_left_by_itself_may_come_back_by_the_same_ticket() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        Node anna = olga.stranger("anna");
        ask(ticket, anna.actor);
        anna.learnFrom(olga);
        get(anna.ledger.remove(anna.id));
        olga.learnFrom(anna);
        assertThat(olga.ledger.members()).hasSize(1);

        assertThat(ask(ticket, anna.actor.onAnotherNode())).isInstanceOf(JoinAnswer.Welcome.class);
    }

    @Test
    void a_removal_that_does_not_count_any_more_keeps_nobody_out() {
        Ticket ticket = issue(new InvitationTerms(Role.READER, Duration.ofHours(1), 10));
        Node boris = olga.add("boris", Role.ADMIN);
        Actor anna = new Actor("anna", 1);
        ask(ticket, anna);
        boris.learnFrom(olga);
        get(olga.ledger.remove(boris.id));
        get(boris.ledger.remove(anna.node(ticket.network())));
        olga.learnFrom(boris);

        assertThat(ask(ticket, anna.onAnotherNode())).isInstanceOf(JoinAnswer.Welcome.class);
    }

    @Test
    void a_request_for_keys_other_than_those_of_the_handshake_is_refused() {
        Ticket ticket = issue(InvitationTerms.DEFAULT);
        JoinRequest request = request(ticket, new Actor("anna", 1));

        JoinAnswer answer = get(invitations.redeem(ticket.invitation(), new Actor("eve", 1).link.publicKey(), request));

        assertThat(answer).isEqualTo(new JoinAnswer.Refused(JoinAnswer.Refusal.INVALID));
        assertThat(olga.ledger.members()).hasSize(1);
    }

    @Test
    void terms_have_bounds_and_roles_have_limits() {
        assertThat(code(new InvitationTerms(Role.READER, Duration.ofSeconds(59), 1)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        assertThat(code(new InvitationTerms(Role.READER, Duration.ofDays(366), 1)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        assertThat(code(new InvitationTerms(Role.READER, Duration.ofDays(1), 0)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        assertThat(code(new InvitationTerms(Role.READER, Duration.ofDays(1), 10_001)))
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        get(olga.ledger.assign(olga.id, Role.ADMIN));
        assertThat(code(new InvitationTerms(Role.OWNER, Duration.ofDays(1), 1))).isEqualTo(PipesException.Code.REFUSED);
        get(olga.ledger.assign(olga.id, Role.WRITER));
        assertThat(code(new InvitationTerms(Role.READER, Duration.ofDays(1), 1)))
                .isEqualTo(PipesException.Code.REFUSED);
    }

    private Ticket issue(InvitationTerms terms) {
        return get(invitations.issue(terms, List.of()));
    }

    private PipesException.Code code(InvitationTerms terms) {
        return ((PipesException) failure(invitations.issue(terms, List.of()))).code();
    }

    private JoinAnswer ask(Ticket ticket, Actor joiner) {
        return get(redeem(ticket, joiner));
    }

    private CompletionStage<JoinAnswer> redeem(Ticket ticket, Actor joiner) {
        try {
            JoinRequest travelled = JoinRequest.decode(request(ticket, joiner).encode());
            return invitations.redeem(ticket.invitation(), joiner.link.publicKey(), travelled);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static JoinRequest request(Ticket ticket, Actor joiner) {
        return new JoinRequest(joiner.candidate(ticket.network()), joiner.prekey(ticket.network()));
    }

    private void restart() {
        olga.restart();
        invitations = load(olga);
    }

    private static Invitations load(Node node) {
        Ledger ledger = node.ledger;
        return get(Invitations.load(Actor.SUITE, node.clock, new SeededRandomness(5), node.store, ledger, JOIN_SECRET));
    }
}
