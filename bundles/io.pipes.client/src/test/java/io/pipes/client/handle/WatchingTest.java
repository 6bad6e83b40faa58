// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.ChangeSubscriber;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.api.state.SetChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Changes of members, presence and state, of which the latest counts and some may be missed. */
class WatchingTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final Scene scene = new Scene();

    @Test
    void of_what_happens_to_a_node_a_slow_subscriber_hears_the_latest() {
        scene.node.answer("network.subscribe", "{'subscription':'s1'}");
        List<String> kinds = new ArrayList<>();
        List<Flow.Subscription> begun = new ArrayList<>();
        scene.network().events().subscribe(new Flow.Subscriber<NetworkEvent>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                begun.add(subscription);
            }

            @Override
            public void onNext(NetworkEvent event) {
                kinds.add(event.kind());
            }

            @Override
            public void onError(Throwable why) {
                kinds.add("failed");
            }

            @Override
            public void onComplete() {
                kinds.add("done");
            }
        });
        for (String kind : List.of("joined", "connected", "disconnected")) {
            scene.node.tell(
                    "network.changed",
                    "{'subscription':'s1','kind':'" + kind + "','node':'" + Scene.AUTHOR.text() + "'}");
        }
        scene.run();
        begun.get(0).request(10);
        scene.run();

        assertThat(kinds).containsExactly("disconnected");
    }

    /** Notes that something changed, and that something may have been missed. */
    private record Noting<T>(List<String> words) implements ChangeSubscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T change) {
            words.add("changed");
        }

        @Override
        public void onMissed() {
            words.add("missed");
        }

        @Override
        public void onError(Throwable why) {
            words.add("failed");
        }

        @Override
        public void onComplete() {
            words.add("done");
        }
    }

    @Test
    void after_a_lost_connection_who_looks_on_as_members_change_is_told_to_look_at_all_of_them() {
        scene.node.answer("network.subscribe", "{'subscription':'s1'}");
        scene.node.answer("presence.subscribe", "{'subscription':'s2'}");
        Noting<NetworkEvent> events = new Noting<>(new ArrayList<>());
        Noting<PresenceEvent> presence = new Noting<>(new ArrayList<>());
        scene.network().events().subscribe(events);
        scene.network().presence().events().subscribe(presence);
        String joined = "{'subscription':'s1','kind':'joined','node':'" + Scene.AUTHOR.text() + "'}";
        scene.run();
        scene.node.tell("network.changed", joined);
        scene.run();
        assertThat(events.words()).containsExactly("changed");
        assertThat(presence.words()).isEmpty();

        scene.node.cut();
        scene.pass(MOMENT);
        scene.node.tell("network.changed", joined);
        scene.run();

        assertThat(events.words()).containsExactly("changed", "missed", "changed");
        assertThat(presence.words()).containsExactly("missed");
    }

    /** A mirror of a set. */
    private static final class Mirror implements ChangeSubscriber<SetChange> {
        final SortedSet<String> elements = new TreeSet<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(SetChange change) {
            if (change.present()) {
                elements.add(change.element());
            } else {
                elements.remove(change.element());
            }
        }

        @Override
        public void onMissed() {
            elements.clear();
        }

        @Override
        public void onError(Throwable why) {
            elements.add("failed");
        }

        @Override
        public void onComplete() {
            elements.add("done");
        }
    }

    private void tellElement(String subscription, String element) {
        scene.node.tell(
                "state.changed", "{'subscription':'" + subscription + "','key':'" + element + "','present':true}");
    }

    @Test
    void who_mirrors_a_state_is_told_when_it_begins_anew_and_keeps_nothing_that_was_removed_meanwhile() {
        scene.node.answer("state.subscribe", "{'subscription':'s1'}");
        Mirror mirror = new Mirror();
        scene.network().pipeline("news").state().set("guests").changes().subscribe(mirror);
        scene.run();
        tellElement("s1", "anna");
        tellElement("s1", "bert");
        scene.run();
        assertThat(mirror.elements).containsExactly("anna", "bert");

        scene.node.cut();
        scene.node.answer("state.subscribe", "{'subscription':'s2'}");
        scene.pass(MOMENT);
        tellElement("s2", "bert");
        scene.run();
        assertThat(mirror.elements).containsExactly("bert");

        // The node's feature was replaced.
        scene.node.tell("skipped", "{'subscription':'s2','count':0}");
        tellElement("s2", "carl");
        scene.run();
        assertThat(mirror.elements).containsExactly("carl");
    }
}
