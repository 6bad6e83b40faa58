// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.LoneNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ChangeSubscriptionTest {
    private final LoneNode node = new LoneNode();
    private final Map<String, String> present = new TreeMap<>(Map.of("one", "1", "two", "2", "three", "3"));
    private final List<String> heard = new ArrayList<>();
    private final ChangeSubscription<String> subscription =
            new ChangeSubscription<>(node.loop(), new Reader(), key -> Optional.ofNullable(present.get(key)), () -> {});

    private final class Reader implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(String event) {
            heard.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add("failed");
        }

        @Override
        public void onComplete() {}
    }

    private void asksForOne() {
        subscription.request(1);
        node.passes(Duration.ofSeconds(1));
    }

    @Test
    void of_what_is_gone_by_its_turn_nothing_is_said_and_the_next_one_is_told_instead() {
        subscription.begin();
        List.of("one", "two", "three").forEach(subscription::changed);
        asksForOne();
        assertThat(heard).containsExactly("1");

        present.remove("two");
        asksForOne();

        assertThat(heard).containsExactly("1", "3");
    }
}
