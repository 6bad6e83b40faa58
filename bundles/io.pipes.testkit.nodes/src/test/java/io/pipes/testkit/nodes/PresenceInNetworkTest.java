// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.spi.local.LocalPresence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Who is there, as real nodes see it over real links and routes. */
class PresenceInNetworkTest {
    private static final Duration HANG = Duration.ofMinutes(2);

    /** Node 1 lies between node 0 and node 2, which cannot connect to each other. */
    private static SimulatedPipes line() {
        SimulatedPipes pipes = SimulatedPipes.network(3).seed(1).start();
        pipes.cut(pipes.node(0), pipes.node(2));
        pipes.pass(Duration.ofSeconds(30));
        return pipes;
    }

    private static LocalPresence presence(SimulatedNode node) {
        return node.facet(LocalPresence.class);
    }

    private static MemberPresence seen(SimulatedNode by, SimulatedNode node) {
        return presence(by).list().stream()
                .filter(member -> member.node().equals(node.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void who_is_far_is_reachable_and_what_it_says_is_read_over_two_hops() {
        try (SimulatedPipes pipes = line()) {
            SimulatedNode near = pipes.node(0);
            SimulatedNode far = pipes.node(2);

            pipes.done(presence(far).set("at the far end"));

            assertThat(pipes.until(() -> seen(near, far).status().equals("at the far end"), HANG))
                    .isTrue();
            assertThat(seen(near, far).state()).isEqualTo(NodeState.REACHABLE);
            assertThat(seen(near, far).hops()).isEqualTo(2);
            assertThat(seen(near, far).via()).contains(pipes.node(1).id());
            assertThat(seen(near, far).capabilities()).contains("pipeline", "presence", "routing");
            assertThat(seen(near, pipes.node(1)).state()).isEqualTo(NodeState.CONNECTED);
        }
    }

    @Test
    void who_loses_power_is_suspected_before_its_link_ends_and_was_last_seen_then() {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).seed(1).start()) {
            SimulatedNode stays = pipes.node(0);
            SimulatedNode falls = pipes.node(1);
            pipes.pass(Duration.ofMinutes(1));
            List<String> events = listen(pipes, stays);
            Instant then = Instant.ofEpochMilli(stays.host().loop().clock().wallMillis());

            falls.crash();
            pipes.until(() -> seen(stays, falls).state() == NodeState.JOINED, HANG);

            assertThat(events).containsSubsequence("connected suspected", "joined");
            assertThat(seen(stays, falls).lastSeen())
                    .hasValueSatisfying(last -> assertThat(last)
                            .isBetween(then.minus(Duration.ofSeconds(6)), then.plus(Duration.ofSeconds(1))));

            falls.restart();

            assertThat(pipes.until(() -> seen(stays, falls).state() == NodeState.CONNECTED, HANG))
                    .isTrue();
            assertThat(seen(stays, falls).suspected()).isFalse();
        }
    }

    @Test
    void a_network_at_rest_has_no_news() {
        try (SimulatedPipes pipes = line()) {
            List<String> events = listen(pipes, pipes.node(0));

            pipes.pass(Duration.ofMinutes(10));

            assertThat(events).isEmpty();
        }
    }

    private static List<String> listen(SimulatedPipes pipes, SimulatedNode node) {
        List<String> events = new ArrayList<>();
        pipes.done(node.onLoop(() -> {
            presence(node).events().subscribe(new Ear(events));
            return true;
        }));
        return events;
    }

    private record Ear(List<String> events) implements Flow.Subscriber<PresenceEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(PresenceEvent event) {
            events.add(event.member().state().text() + (event.member().suspected() ? " suspected" : ""));
        }

        @Override
        public void onError(Throwable why) {
            events.add("end");
        }

        @Override
        public void onComplete() {}
    }
}
