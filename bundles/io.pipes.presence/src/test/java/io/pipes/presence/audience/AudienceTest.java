// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AudienceTest {
    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final Audience audience = new Audience(loop);
    private final Listener listener = new Listener();

    private static final class Listener implements Flow.Subscriber<PresenceEvent> {
        private final List<String> heard = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable end;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(PresenceEvent event) {
            heard.add(event.kind().text() + " " + event.member().status());
        }

        @Override
        public void onError(Throwable why) {
            end = why;
        }

        @Override
        public void onComplete() {}
    }

    private void subscribe(long demand) {
        audience.subscribe(listener);
        settle();
        if (demand > 0) {
            listener.subscription.request(demand);
            settle();
        }
    }

    private void settle() {
        time.runFor(Duration.ofMillis(1));
    }

    private void tell(int node, PresenceEvent.Kind kind, String status) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) node;
        audience.tell(new PresenceEvent(
                kind,
                new MemberPresence(
                        NodeId.of(Bytes.wrap(id)),
                        "anna",
                        NodeState.JOINED,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        status,
                        List.of(),
                        Optional.empty(),
                        0,
                        false)));
    }

    @Test
    void who_asks_for_much_hears_everything_in_order() {
        subscribe(10);

        tell(1, PresenceEvent.Kind.CHANGED, "one");
        tell(1, PresenceEvent.Kind.CHANGED, "two");

        assertThat(listener.heard).containsExactly("changed one", "changed two");
    }

    @Test
    void who_is_slow_hears_the_newest_of_each_member() {
        subscribe(0);
        for (int i = 0; i < 1_000; i++) {
            tell(i % 3, PresenceEvent.Kind.CHANGED, "status " + i);
        }

        listener.subscription.request(10);
        settle();

        assertThat(listener.heard).containsExactly("changed status 999", "changed status 997", "changed status 998");
    }

    @Test
    void who_has_not_heard_yet_that_somebody_joined_hears_that_and_not_only_what_changed_since() {
        subscribe(0);
        tell(1, PresenceEvent.Kind.JOINED, "");
        tell(1, PresenceEvent.Kind.CHANGED, "hello");
        tell(2, PresenceEvent.Kind.JOINED, "");
        tell(2, PresenceEvent.Kind.REMOVED, "bye");

        listener.subscription.request(10);
        settle();

        assertThat(listener.heard).containsExactly("joined hello", "removed bye");
    }

    @Test
    void who_has_cancelled_hears_nothing() {
        subscribe(10);
        listener.subscription.cancel();
        settle();

        tell(1, PresenceEvent.Kind.CHANGED, "one");

        assertThat(listener.heard).isEmpty();
    }

    @Test
    void everybody_is_told_when_the_feature_goes_and_can_come_again() {
        subscribe(10);

        audience.close();

        assertThat(listener.end)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        end -> assertThat(end.code()).isEqualTo(PipesException.Code.FEATURE_MISSING));
    }
}
