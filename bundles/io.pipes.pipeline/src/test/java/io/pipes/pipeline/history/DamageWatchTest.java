// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.LoneNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DamageWatchTest {
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final CompletionStage<Void> COMPLETE = CompletableFuture.completedFuture(null);

    private final LoneNode node = new LoneNode();
    private final ArrayDeque<CompletionStage<Void>> outcomes = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long damaged;
    private final DamageWatch watch =
            new DamageWatch(node.loop(), () -> damaged, this::inspect, () -> done.add("reminded"));

    private CompletionStage<Void> inspect() {
        done.add("inspected");
        return outcomes.remove();
    }

    @Test
    void what_was_inspected_is_reminded_of() {
        damaged = 1;
        outcomes.add(COMPLETE);

        watch.begin(false);
        node.passes(PAUSE);
        node.passes(PAUSE);

        assertThat(done).containsExactly("inspected", "reminded", "reminded");
    }

    /** Else it would seem that nothing is missing, and that something was is forgotten. */
    @Test
    void an_inspection_that_failed_is_made_again_before_anything_else() {
        outcomes.add(CompletableFuture.failedFuture(new IllegalStateException("The disk reports an error")));
        outcomes.add(COMPLETE);

        watch.begin(true);
        node.passes(PAUSE);
        node.passes(PAUSE);

        assertThat(done).containsExactly("inspected", "inspected", "reminded");
    }
}
