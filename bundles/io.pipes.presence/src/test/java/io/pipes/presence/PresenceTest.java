// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.presence.note.Note;
import io.pipes.spi.local.LocalPresence;
import io.pipes.spi.node.NodeExtension;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final NodeId ANNA = BenchNode.id(1);
    private static final NodeId BERT = BenchNode.id(2);
    private static final NodeId CARL = BenchNode.id(3);

    private final VirtualTime time = new VirtualTime(1);
    private final StoreShelf shelf = new StoreShelf();
    private final List<String> events = new ArrayList<>();
    private BenchNode node;
    private NodeExtension.Attachment attachment;

    @BeforeEach
    void begin() {
        node = new BenchNode(time, shelf);
        node.member(ANNA, "anna");
        node.member(BERT, "bert");
        node.member(CARL, "carl");
        attach();
        presence().events().subscribe(new Ear());
        pass(Duration.ofSeconds(2));
    }

    private void attach() {
        var attached = new PresenceExtension().attach(node).toCompletableFuture();
        pass(Duration.ofMillis(50));
        attachment = attached.join();
    }

    private void pass(Duration duration) {
        time.runFor(duration);
    }

    /** Anna's link is quiet and well: it answers every five seconds. */
    private void quietly(Duration duration) {
        for (long passed = 0; passed < duration.toSeconds(); passed += 5) {
            node.heard(ANNA);
            pass(Duration.ofSeconds(5));
        }
        node.heard(ANNA);
    }

    private LocalPresence presence() {
        return (LocalPresence) node.offered;
    }

    private MemberPresence of(NodeId member) {
        return presence().list().stream()
                .filter(one -> one.node().equals(member))
                .findFirst()
                .orElseThrow();
    }

    private void say(String status) {
        CompletableFuture<Void> said = presence().set(status).toCompletableFuture();
        pass(Duration.ofMillis(50));
        assertThat(said).isCompleted();
    }

    private final class Ear implements Flow.Subscriber<PresenceEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(PresenceEvent event) {
            MemberPresence member = event.member();
            events.add(event.kind().text() + " " + member.name() + " "
                    + member.state().text() + (member.suspected() ? " suspected" : ""));
        }

        @Override
        public void onError(Throwable why) {
            events.add("end");
        }

        @Override
        public void onComplete() {}
    }

    @Test
    void this_node_comes_first_and_the_others_by_name() {
        assertThat(presence().list()).extracting(MemberPresence::name).containsExactly("self", "anna", "bert", "carl");
        assertThat(of(ANNA).state()).isEqualTo(NodeState.JOINED);
        assertThat(of(ANNA).lastSeen()).isEmpty();
    }

    @Test
    void a_member_is_connected_reachable_or_joined() {
        node.heard(ANNA);
        node.route(BERT, ANNA, BERT);
        pass(Duration.ofSeconds(1));

        assertThat(of(ANNA).state()).isEqualTo(NodeState.CONNECTED);
        assertThat(of(ANNA).hops()).isEqualTo(1);
        assertThat(of(ANNA).roundTrip()).contains(Duration.ofMillis(3));
        assertThat(of(BERT).state()).isEqualTo(NodeState.REACHABLE);
        assertThat(of(BERT).hops()).isEqualTo(2);
        assertThat(of(BERT).via()).contains(ANNA);
        assertThat(of(CARL).state()).isEqualTo(NodeState.JOINED);
        assertThat(events).containsExactly("changed anna connected", "changed bert reachable");
    }

    @Test
    void who_can_be_reached_and_this_node_itself_are_seen_now_however_long_nothing_has_changed() {
        node.route(BERT, ANNA, BERT);
        pass(Duration.ofHours(1));

        Instant now = Instant.ofEpochMilli(node.clock().wallMillis());
        assertThat(of(BERT).lastSeen()).contains(now);
        assertThat(of(BenchNode.SELF).lastSeen()).contains(now);

        node.unroute(BERT);
        pass(Duration.ofHours(1));

        assertThat(of(BERT).lastSeen())
                .hasValueSatisfying(seen -> assertThat(seen).isBetween(now, now.plusSeconds(1)));
    }

    @Test
    void who_went_was_last_seen_then() {
        node.heard(ANNA);
        node.route(BERT, ANNA, BERT);
        pass(Duration.ofSeconds(3));
        long then = node.clock().wallMillis();
        node.cut(ANNA);
        node.unroute(BERT);
        pass(Duration.ofMinutes(5));

        assertThat(of(ANNA).lastSeen())
                .hasValueSatisfying(
                        seen -> assertThat(then - seen.toEpochMilli()).isBetween(2_000L, 3_000L));
        assertThat(of(BERT).lastSeen())
                .hasValueSatisfying(
                        seen -> assertThat(seen.toEpochMilli() - then).isBetween(0L, 1_000L));
    }

    @Test
    void a_quiet_link_that_lives_makes_no_events() {
        quietly(Duration.ofMinutes(10));

        assertThat(events).containsExactly("changed anna connected");
        assertThat(of(ANNA).suspicion()).isLessThan(1);
    }

    @Test
    void who_falls_silent_is_suspected_and_trusted_again_when_it_speaks() {
        quietly(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(14));
        assertThat(of(ANNA).suspected()).isTrue();
        assertThat(of(ANNA).state()).isEqualTo(NodeState.CONNECTED);

        node.heard(ANNA);
        pass(Duration.ofSeconds(1));

        assertThat(events)
                .containsExactly(
                        "changed anna connected", "changed anna connected suspected", "changed anna connected");
    }

    @Test
    void a_status_is_told_to_all_and_kept() throws MalformedException {
        say("at lunch");
        pass(Duration.ofSeconds(1));

        assertThat(Note.read(node.announced.get(node.announced.size() - 1)).status())
                .isEqualTo("at lunch");
        assertThat(of(BenchNode.SELF).status()).isEqualTo("at lunch");

        attachment.detach();
        attach();
        assertThat(of(BenchNode.SELF).status()).isEqualTo("at lunch");
    }

    @Test
    void a_status_that_is_no_status_is_refused() {
        assertThat(presence().set("two\nlines").toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    @Test
    void a_program_that_sets_a_status_a_thousand_times_in_a_second_costs_the_network_two_records() {
        node.announced.clear();
        for (int i = 0; i < 1_000; i++) {
            presence().set("status " + i);
        }
        pass(Duration.ofSeconds(10));

        assertThat(node.announced).hasSize(2);
        assertThat(of(BenchNode.SELF).status()).isEqualTo("status 999");
    }

    @Test
    void nothing_is_told_while_nothing_changes() {
        node.announced.clear();
        quietly(Duration.ofMinutes(10));

        assertThat(node.announced).isEmpty();
    }

    @Test
    void another_router_is_told_what_the_one_before_knew_and_so_is_a_new_feature() throws MalformedException {
        node.routing = false;
        node.heard(ANNA);
        node.announced.clear();
        say("hello");
        assertThat(node.announced).isEmpty();

        node.routing = true;
        node.tell();
        node.features.add("pipeline");
        pass(Duration.ofSeconds(5));

        Note last = Note.read(node.announced.get(node.announced.size() - 1));
        assertThat(last).isEqualTo(new Note("hello", List.of("pipeline", "presence")));
    }

    @Test
    void what_others_say_is_shown_and_nonsense_is_not() {
        node.notes.put(ANNA, new Note("on the train", List.of("pipeline")).encode());
        node.notes.put(BERT, Bytes.utf8("\u001b[2J"));
        node.tell();
        pass(Duration.ofSeconds(1));

        assertThat(of(ANNA).status()).isEqualTo("on the train");
        assertThat(of(ANNA).capabilities()).containsExactly("pipeline");
        assertThat(of(BERT).status()).isEmpty();
        assertThat(events).containsExactly("changed anna joined");
    }

    @Test
    void members_come_and_go() {
        NodeId dora = BenchNode.id(4);
        node.member(dora, "dora");
        node.expel(dora);
        pass(Duration.ofSeconds(1));

        assertThat(events).containsExactly("joined dora joined", "removed dora joined");
        assertThat(presence().list()).hasSize(4);
    }

    @Test
    void what_was_seen_before_a_restart_is_known_after_it() {
        node.heard(ANNA);
        pass(Duration.ofSeconds(3));
        attachment.detach();
        pass(Duration.ofHours(1));
        node.cut(ANNA);
        attach();

        assertThat(of(ANNA).state()).isEqualTo(NodeState.JOINED);
        assertThat(of(ANNA).lastSeen()).isPresent();
        assertThat(events).endsWith("end");
    }
}
