// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.testkit.crypto.KeyOracle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A pipeline between two nodes is theirs alone. */
class PointToPointPipelineTest {
    private static final String NAME = "between-us";

    @Test
    @SimulatedNodes(count = 3)
    void both_ends_read_each_other(SimulatedPipes pipes) {
        create(pipes);
        List<String> atZero = listen(pipes, pipes.node(0));
        List<String> atOne = listen(pipes, pipes.node(1));

        publish(pipes, pipes.node(0), "from zero");
        publish(pipes, pipes.node(1), "from one");
        pipes.settle();

        assertThat(atZero).containsExactlyInAnyOrder("from zero", "from one");
        assertThat(atOne).containsExactlyInAnyOrder("from zero", "from one");
    }

    @Test
    @SimulatedNodes(count = 3)
    void each_end_names_the_other_one(SimulatedPipes pipes) {
        create(pipes);

        assertThat(info(pipes, pipes.node(0)).kind()).isEqualTo(PipelineKind.POINT_TO_POINT);
        assertThat(info(pipes, pipes.node(0)).with()).contains(pipes.node(1).id());
        assertThat(info(pipes, pipes.node(1)).with()).contains(pipes.node(0).id());
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_third_node_neither_sees_it_nor_hears_anything(SimulatedPipes pipes) {
        SimulatedNode third = pipes.node(2);
        create(pipes);
        publish(pipes, pipes.node(0), "private");
        pipes.settle();

        assertThat(names(pipes, pipes.node(1))).containsExactly(NAME, SimulatedPipes.PIPELINE);
        assertThat(names(pipes, third)).containsExactly(SimulatedPipes.PIPELINE);
        assertThat(pipes.done(
                        third.onLoop(() -> third.facet(LocalPipelines.class).find(NAME))))
                .isEmpty();
        assertThat(third.messages()).isEmpty();
        assertThat(third.heardDirectly()).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 3)
    void only_the_ends_hold_a_key_that_opens_its_packets(SimulatedPipes pipes) {
        create(pipes);
        int before = pipes.oracle().sealed().size();
        publish(pipes, pipes.node(0), "from zero");
        publish(pipes, pipes.node(1), "from one");
        pipes.settle();
        List<KeyOracle.SealedPacket> sealed = pipes.oracle().sealed();
        List<KeyOracle.SealedPacket> ours = sealed.subList(before, sealed.size());
        assertThat(ours)
                .hasSize(2)
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet)).containsExactly("node-0", "node-1"));

        pipes.done(pipes.node(0).publish("to everybody"));
        sealed = pipes.oracle().sealed();
        assertThat(pipes.oracle().readers(sealed.get(sealed.size() - 1)))
                .as("the third node does read what is for everybody")
                .containsExactly("node-0", "node-1", "node-2");
    }

    @Test
    @SimulatedNodes(count = 2)
    void it_needs_another_member_as_its_other_end(SimulatedPipes pipes) {
        SimulatedNode node = pipes.node(0);

        assertThatThrownBy(() -> create(pipes, Optional.empty()))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
        assertThatThrownBy(() -> create(pipes, Optional.of(node)))
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.NOT_FOUND));
    }

    private static void create(SimulatedPipes pipes) {
        create(pipes, Optional.of(pipes.node(1)));
        pipes.settle();
    }

    private static void create(SimulatedPipes pipes, Optional<SimulatedNode> with) {
        SimulatedNode creator = pipes.node(0);
        pipes.done(pipes.done(creator.onLoop(() -> creator.facet(LocalPipelines.class)
                .create(NAME, PipelineKind.POINT_TO_POINT, with.map(SimulatedNode::id)))));
    }

    private static List<String> names(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.facet(LocalPipelines.class).list().stream()
                .map(pipeline -> pipeline.info().name())
                .toList()));
    }

    private static PipelineInfo info(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> pipeline(node).info()));
    }

    private static void publish(SimulatedPipes pipes, SimulatedNode node, String text) {
        pipes.done(pipes.done(node.onLoop(() -> pipeline(node).publish(Content.text(text)))));
    }

    private static List<String> listen(SimulatedPipes pipes, SimulatedNode node) {
        List<String> heard = new ArrayList<>();
        pipes.done(node.onLoop(() -> {
            pipeline(node).messages().subscribe(new Ear(heard));
            return true;
        }));
        return heard;
    }

    private static LocalPipeline pipeline(SimulatedNode node) {
        return node.facet(LocalPipelines.class).find(NAME).orElseThrow();
    }

    /** Takes whatever comes. */
    private record Ear(List<String> heard) implements Flow.Subscriber<Message> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            heard.add(new String(message.content().toArray(), StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable failure) {
            heard.add("failed");
        }

        @Override
        public void onComplete() {
            heard.add("completed");
        }
    }
}
