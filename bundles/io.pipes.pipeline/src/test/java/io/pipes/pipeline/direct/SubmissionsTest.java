// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final NodeId TO = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final List<List<Submission>> taken = new ArrayList<>();
    private final Submissions submissions = new Submissions(loop, taken::add, SubmissionsTest::stopped);

    @Test
    void what_comes_before_the_loop_looks_is_taken_together_and_in_order() {
        List<Submission> first = add(3);
        assertThat(taken).isEmpty();

        run();
        List<Submission> second = add(1);
        run();

        assertThat(taken).containsExactly(first, second);
    }

    @Test
    void those_who_find_others_waiting_do_not_call_the_loop_again() {
        add(3);

        time.runNext();

        assertThat(taken).hasSize(1);
        assertThat(time.idle()).isTrue();
    }

    @Test
    void on_the_loop_it_is_taken_at_once_after_those_that_wait() {
        List<Submission> all = add(2);

        loop.execute(() -> {
            all.addAll(add(1));
            taken.add(List.of());
        });
        run();

        assertThat(taken.stream().flatMap(List::stream)).containsExactlyElementsOf(all);
        assertThat(taken.get(taken.size() - 1)).isEmpty();
    }

    @Test
    void when_the_loop_has_ended_everybody_hears_it() {
        loop.stop();

        List<Submission> late = add(2);

        assertThat(late)
                .allSatisfy(one -> assertThat(one.accepted().toCompletableFuture())
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withCauseInstanceOf(PipesException.class));
    }

    private List<Submission> add(int count) {
        List<Submission> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(new Submission(TO, new DirectWire.Item(1, Content.text("hello"))));
        }
        added.forEach(submissions::add);
        return added;
    }

    private void run() {
        time.runFor(Duration.ofMillis(1));
    }

    private static PipesException stopped() {
        return new PipesException(PipesException.Code.FEATURE_MISSING, "It has ended.");
    }
}
