// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.nodes.SimulatedNodes;
import io.pipes.testkit.nodes.SimulatedPipes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Takes whatever comes. */
    private static final class Heard implements Flow.Subscriber<Message> {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            texts.add(new String(message.content().toArray(), StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    private static Pipeline board(SimulatedPipes simulation, Applications applications, SimulatedNode node) {
        return simulation.done(applications.network(node).pipelines().open("board", PipelineKind.PERSISTENT));
    }

    private static Heard listen(Pipeline pipeline) {
        Heard heard = new Heard();
        pipeline.messages(From.START).subscribe(heard);
        return heard;
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_one_application_publishes_another_hears_and_reads_in_the_shared_state(SimulatedPipes simulation) {
        Applications applications = new Applications(simulation);
        Pipeline ours = board(simulation, applications, simulation.node(0));
        simulation.settle();
        Pipeline theirs = board(simulation, applications, simulation.node(2));
        Heard heard = listen(theirs);

        simulation.done(ours.publish("hello"));
        simulation.done(ours.state().map("desk").put("lamp", Content.text("on")));
        simulation.settle();

        assertThat(heard.texts).containsExactly("hello");
        assertThat(simulation.done(theirs.state().map("desk").get("lamp")))
                .hasValueSatisfying(lamp -> assertThat(lamp.value()).isEqualTo(Content.text("on")));
    }

    @Test
    @SimulatedNodes(count = 2)
    void after_a_crash_and_a_restart_another_application_finds_what_the_first_one_stored(SimulatedPipes simulation) {
        Applications applications = new Applications(simulation);
        SimulatedNode node = simulation.node(1);
        Pipes before = applications.pipes(node);
        assertThat(applications.pipes(node)).isSameAs(before);
        simulation.done(board(simulation, applications, node).publish("kept"));

        node.crash();
        assertThatThrownBy(() -> applications.pipes(node)).isInstanceOf(IllegalStateException.class);
        simulation.pass(MINUTE);
        node.restart();

        assertThat(applications.pipes(node)).isNotSameAs(before);
        Heard heard = listen(board(simulation, applications, node));
        simulation.settle();
        assertThat(heard.texts).containsExactly("kept");
    }

    @Test
    @SimulatedNodes(count = 2)
    void an_application_dies_with_its_node(SimulatedPipes simulation) {
        Applications applications = new Applications(simulation);
        SimulatedNode node = simulation.node(1);
        Pipeline pipeline = board(simulation, applications, node);
        Heard heard = listen(pipeline);
        simulation.settle();

        node.kill();
        CompletableFuture<?> afterDeath = pipeline.publish("too late").toCompletableFuture();
        simulation.pass(MINUTE);

        assertThat(afterDeath).isNotDone();
        assertThat(heard.texts).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 2)
    void calls_fail_as_in_production(SimulatedPipes simulation) {
        Pipeline missing = new Applications(simulation)
                .network(simulation.node(0))
                .pipelines()
                .get("missing");

        assertThatThrownBy(() -> simulation.done(missing.publish("to nobody")))
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class, why -> assertThat(why.code()).isEqualTo(PipesException.Code.NOT_FOUND));
    }

    @Test
    void the_same_seed_is_the_same_run() {
        assertThat(run(5)).isEqualTo(run(5)).isNotEqualTo(run(6));
    }

    private static String run(long seed) {
        try (SimulatedPipes simulation = SimulatedPipes.network(3).seed(seed).start()) {
            Applications applications = new Applications(simulation);
            Pipeline pipeline = board(simulation, applications, simulation.node(0));
            simulation.settle();
            for (SimulatedNode node : simulation.nodes()) {
                listen(board(simulation, applications, node));
            }
            simulation.done(pipeline.publish("hello"));
            simulation.settle();
            return simulation.time().trace().toString();
        }
    }
}
