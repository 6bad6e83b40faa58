// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Content;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is handed in together costs one signature as long as it fits into one packet. */
@Tag("simulation")
class PublishedTogetherTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int COUNT = 200;

    @ParameterizedTest
    @EnumSource(
            value = PipelineKind.class,
            names = {"LIVE", "PERSISTENT"})
    void messages_share_a_packet_in_their_order(PipelineKind kind) {
        try (SimulatedPipes pipes = SimulatedPipes.network(2).start()) {
            Notes.create(pipes, kind, PipelineSettings.DEFAULT);

            List<Sent> sent = pipes.done(publish(pipes.node(0), texts()));

            assertThat(sent).extracting(Sent::packet).containsOnly(sent.get(0).packet());
            assertThat(sent).extracting(one -> published(one.message()).index()).containsExactlyElementsOf(places());
        }
    }

    @Test
    @SimulatedNodes(count = 2)
    void so_do_those_of_a_producer_and_what_is_repeated_is_not_published_again(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);

        List<Produced> first = pipes.done(produce(pipes.node(0), texts(), 1));
        List<Produced> again = pipes.done(produce(pipes.node(0), texts(), 1));

        assertThat(first)
                .noneMatch(Produced::repeated)
                .extracting(PublishedTogetherTest::packet)
                .containsOnly(packet(first.get(0)));
        assertThat(again).allMatch(Produced::repeated).hasSize(COUNT);
        pipes.pass(SOON);
        assertThat(notes.read(pipes.node(1)))
                .containsExactlyElementsOf(
                        places().stream().map(PublishedTogetherTest::text).toList());
    }

    @Test
    @SimulatedNodes(count = 1)
    void what_does_not_fit_into_one_packet_goes_with_several(SimulatedPipes pipes) {
        Notes.create(pipes);
        Content large = new Content("application/octet-stream", Bytes.wrap(new byte[40 << 10]));

        List<Sent> sent = pipes.done(publish(pipes.node(0), List.of(large, large, Content.text("small"))));

        assertThat(sent.get(0).packet()).isNotEqualTo(sent.get(1).packet());
        assertThat(sent.get(1).packet()).isEqualTo(sent.get(2).packet());
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_may_not_publish_publishes_none_of_them(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, PipelineKind.PERSISTENT, PipelineSettings.DEFAULT.publishedFrom(Role.ADMIN));

        assertThatThrownBy(() -> pipes.done(publish(pipes.node(1), texts())))
                .rootCause()
                .hasMessageContaining("needs the role admin");
        pipes.pass(SOON);
        assertThat(notes.read(pipes.node(0))).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 1)
    void when_one_of_them_makes_no_sense_none_is_published(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode node = pipes.node(0);
        List<Content> strange = List.of(Content.text("good"), new Content("application/vnd.pipes.state", Bytes.EMPTY));

        assertThatThrownBy(() -> pipes.done(publish(node, strange))).hasStackTraceContaining("Choose another one");
        assertThatThrownBy(() -> pipes.done(produce(node, strange, 1))).hasStackTraceContaining("Choose another one");
        pipes.pass(SOON);
        assertThat(notes.read(node)).isEmpty();
    }

    private static List<Content> texts() {
        return places().stream().map(place -> Content.text(text(place))).toList();
    }

    private static String text(int place) {
        return "message " + place;
    }

    private static List<Integer> places() {
        return IntStream.range(0, COUNT).boxed().toList();
    }

    private static CompletionStage<List<Sent>> publish(SimulatedNode node, List<Content> contents) {
        return node.onLoop(() -> Notes.pipeline(node).publish(contents, Optional.empty()))
                .thenCompose(sent -> sent);
    }

    private static CompletionStage<List<Produced>> produce(SimulatedNode node, List<Content> contents, long first) {
        return node.onLoop(() -> Notes.pipeline(node)
                        .publish(contents, new ProducerNumber("client", first), OptionalLong.empty(), Optional.empty()))
                .thenCompose(produced -> produced);
    }

    private static PacketId packet(Produced produced) {
        return published(produced.message().orElseThrow()).packet();
    }

    private static MessageName.Published published(MessageName name) {
        return (MessageName.Published) name;
    }
}
