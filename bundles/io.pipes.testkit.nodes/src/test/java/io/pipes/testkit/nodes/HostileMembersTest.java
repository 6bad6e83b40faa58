// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Content;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.crypto.KeyOracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writers who record what an honest node never would. */
class HostileMembersTest {
    @Test
    @SimulatedNodes(count = 4)
    void a_pipeline_s_name_that_somebody_else_claims_too_leads_nowhere(SimulatedPipes pipes) {
        SimulatedNode owner = pipes.node(1);
        pipes.done(pipelines(owner)
                .create(
                        "secret",
                        PipelineKind.POINT_TO_POINT,
                        Optional.of(pipes.node(2).id())));
        pipes.settle();

        NodeContext hostile = grip(pipes, pipes.node(3));
        Bytes live = new CborWriter()
                .writeArray(3)
                .writeText("secret")
                .writeUnsigned(PipelineKind.LIVE.code())
                .writeNull()
                .toBytes();
        pipes.done(hostile.membership().record("pipeline", live));
        pipes.settle();

        assertThatThrownBy(() -> pipes.done(owner.onLoop(() -> pipelines(owner).find("secret"))))
                .hasStackTraceContaining("Several pipelines claim the name 'secret'");
        assertThat(pipes.done(owner.onLoop(() -> pipelines(owner).list().stream()
                        .map(pipeline -> pipeline.info().name())
                        .filter(name -> name.startsWith("secret."))
                        .toList())))
                .hasSize(2);
    }

    /** Whoever pretends not to have heard of a pipeline that others have opened decides nothing about it, but that it is kept. */
    @Test
    @SimulatedNodes(count = 4)
    void who_opens_a_pipeline_that_is_there_cannot_change_who_reads_it(SimulatedPipes pipes) throws MalformedException {
        SimulatedNode admin = pipes.node(0);
        LocalPipeline opened = pipes.done(pipelines(admin).open("board", PipelineKind.LIVE));
        PipelineId board = pipes.done(admin.onLoop(opened::info)).pipeline();
        pipes.done(pipelines(admin).change("board", PipelineChange.NOTHING.readFrom(Role.ADMIN)));
        pipes.settle();

        NodeContext hostile = grip(pipes, pipes.node(3));
        pipes.done(hostile.membership()
                .record(
                        "pipeline-opening",
                        new CborWriter()
                                .writeArray(2)
                                .writeText("board")
                                .writeUnsigned(PipelineKind.PERSISTENT.code())
                                .toBytes()));
        CborWriter everybody = new CborWriter().writeArray(2).writeBytes(board.bytes());
        everybody.writeMap(1).writeUnsigned(4).writeUnsigned(Role.READER.code());
        pipes.done(hostile.membership().record("pipeline-settings", everybody.toBytes()));
        pipes.settle();
        pipes.done(pipes.done(
                admin.onLoop(() -> pipelines(admin).find("board").orElseThrow().publish(Content.text("for admins")))));
        pipes.settle();

        PipelineInfo seen = pipes.done(
                admin.onLoop(() -> pipelines(admin).find("board").orElseThrow().info()));
        assertThat(seen.pipeline()).isEqualTo(board);
        assertThat(seen.settings().read()).isEqualTo(Role.ADMIN);
        assertThat(seen.kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(pipes.oracle().readers(sealed(pipes).get(sealed(pipes).size() - 1)))
                .containsExactly("node-0");
        assertThat(pipes.done(
                        pipes.node(3).onLoop(() -> pipelines(pipes.node(3)).find("board"))))
                .isEmpty();
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_makes_an_epoch_without_a_box_for_itself_still_counts_as_its_reader(SimulatedPipes pipes)
            throws MalformedException {
        SimulatedNode removed = pipes.node(3);
        NodeContext hostile = grip(pipes, removed);
        Secret known = Secret.random(hostile.randomness(), 32);
        List<Member> others = hostile.membership().members().stream()
                .filter(member -> !member.id().equals(removed.id()))
                .toList();
        pipes.done(hostile.membership().record("epoch", epoch(hostile, pipeline(pipes), known, others)));
        pipes.oracle().give("node-3", Bytes.copyOf(known.bytes()));
        pipes.settle();
        int before = sealed(pipes).size();
        pipes.node(1).publish("under its epoch");
        pipes.settle();
        assertThat(pipes.oracle().readers(sealed(pipes).get(before))).contains("node-3");

        pipes.done(pipes.node(0).network().revoke(removed.id()));
        pipes.settle();
        int after = sealed(pipes).size();
        pipes.node(1).publish("after its removal");
        pipes.settle();

        assertThat(pipes.node(2).heard()).containsExactly("under its epoch", "after its removal");
        assertThat(pipes.oracle().readers(sealed(pipes).get(after))).containsExactly("node-0", "node-1", "node-2");
    }

    @Test
    @SimulatedNodes(count = 4)
    void an_epoch_that_lets_nobody_in_stops_nobody(SimulatedPipes pipes) throws MalformedException {
        NodeContext hostile = grip(pipes, pipes.node(3));
        List<Member> itself = hostile.membership().member(hostile.id()).stream().toList();
        Secret secret = Secret.random(hostile.randomness(), 32);
        pipes.done(hostile.membership().record("epoch", epoch(hostile, pipeline(pipes), secret, itself)));
        pipes.pass(Duration.ofSeconds(1));

        pipes.node(1).publish("still here");
        pipes.pass(Duration.ofSeconds(1));

        assertThat(pipes.node(2).heard()).containsExactly("still here");
    }

    @Test
    @SimulatedNodes(count = 4)
    void nobody_is_heard_about_the_epochs_of_a_pipeline_between_others(SimulatedPipes pipes) throws MalformedException {
        SimulatedNode owner = pipes.node(1);
        LocalPipeline between = pipes.done(pipes.done(owner.onLoop(() -> pipelines(owner)
                .create(
                        "between",
                        PipelineKind.POINT_TO_POINT,
                        Optional.of(pipes.node(2).id())))));
        pipes.settle();
        int epochs = statements(pipes, "epoch");

        NodeContext hostile = grip(pipes, pipes.node(3));
        PipelineId id = pipes.done(owner.onLoop(() -> between.info().pipeline()));
        Bytes commitment = lastCommitment(hostile, id);
        Bytes claim = new CborWriter()
                .writeArray(5)
                .writeBytes(id.bytes())
                .writeBytes(commitment)
                .writeUnsigned(0)
                .writeArray(0)
                .writeArray(0)
                .toBytes();
        pipes.done(hostile.membership().record("epoch", claim));
        pipes.settle();

        assertThat(pipes.done(pipes.done(owner.onLoop(() -> between.publish(Content.text("between us"))))))
                .isNotNull();
        assertThat(statements(pipes, "epoch")).as("nobody made a new one").isEqualTo(epochs + 1);
    }

    @Test
    @SimulatedNodes(count = 3)
    void pipelines_that_are_only_claimed_cost_nobody_any_keys(SimulatedPipes pipes) {
        int epochs = statements(pipes, "epoch");
        NodeContext hostile = grip(pipes, pipes.node(2));
        for (int i = 0; i < 400; i++) {
            pipes.done(hostile.membership()
                    .record(
                            "pipeline",
                            new CborWriter()
                                    .writeArray(3)
                                    .writeText("claimed-" + i)
                                    .writeUnsigned(PipelineKind.LIVE.code())
                                    .writeNull()
                                    .toBytes()));
        }
        pipes.settle();

        SimulatedNode honest = pipes.node(1);
        assertThat(pipes.done(honest.onLoop(() -> pipelines(honest).list()))).hasSize(1 + 256);
        List<NodeId> authors = authors(pipes, "epoch");
        assertThat(authors.subList(epochs, authors.size()))
                .as("made by nobody but their maker")
                .containsOnly(pipes.node(2).id());
    }

    @Test
    @SimulatedNodes(count = 3)
    void one_who_sends_a_forged_packet_loses_its_link(SimulatedPipes pipes) {
        List<String> lost = new ArrayList<>();
        SimulatedNode hostile = pipes.node(2);
        pipes.node(1).network().listen(event -> {
            if (event.kind().equals("disconnected") && event.node().equals(hostile.id())) {
                lost.add("hostile");
            }
        });
        hostile.running().removePipelines();
        pipes.settle();
        Grip forging = new Grip();
        forging.message =
                LivePackets.forged(pipes.node(0).id(), hostile.network().id());
        hostile.running().kernel().add(forging);
        pipes.pass(Duration.ofMillis(500));

        assertThat(lost).isNotEmpty();
        pipes.node(0).publish("still here");
        pipes.pass(Duration.ofSeconds(1));
        assertThat(pipes.node(1).heard()).containsExactly("still here");
    }

    private static int statements(SimulatedPipes pipes, String kind) {
        return authors(pipes, kind).size();
    }

    private static List<NodeId> authors(SimulatedPipes pipes, String kind) {
        return grip(pipes, pipes.node(0)).membership().statements(kind).stream()
                .map(Membership.Statement::author)
                .toList();
    }

    private static Bytes lastCommitment(NodeContext by, PipelineId pipeline) throws MalformedException {
        Bytes last = null;
        for (Membership.Statement statement : by.membership().statements("epoch")) {
            CborReader in = new CborReader(statement.body());
            in.readArrayExactly(5);
            if (PipelineId.read(in).equals(pipeline)) {
                last = in.readBytesExactly(32);
            }
        }
        return last;
    }

    private static LocalPipelines pipelines(SimulatedNode node) {
        return node.network().facet(LocalPipelines.class).orElseThrow();
    }

    private static PipelineId pipeline(SimulatedPipes pipes) {
        SimulatedNode node = pipes.node(0);
        return pipes.done(node.onLoop(() -> node.pipeline().info().pipeline()));
    }

    private static List<KeyOracle.SealedPacket> sealed(SimulatedPipes pipes) {
        return pipes.oracle().sealed();
    }

    /** An epoch that replaces all there are, as the statement's format has it (docs/specs/epochs.md). */
    private static Bytes epoch(NodeContext by, PipelineId pipeline, Secret secret, List<Member> readers)
            throws MalformedException {
        Bytes commitment =
                by.suite().mac(secret, Label.EPOCH_COMMIT.bytes(), by.network().bytes(), pipeline.bytes());
        EpochId id = epochId(by, pipeline, commitment);
        List<EpochId> parents = parents(by, pipeline);
        CborWriter out = new CborWriter()
                .writeArray(5)
                .writeBytes(pipeline.bytes())
                .writeBytes(commitment)
                .writeUnsigned(0);
        out.writeArray(parents.size());
        parents.forEach(parent -> out.writeBytes(parent.bytes()));
        out.writeArray(readers.size());
        for (Member reader : readers) {
            Bytes context = by.suite()
                    .hash(
                            by.network().bytes(),
                            pipeline.bytes(),
                            id.bytes(),
                            reader.id().bytes());
            Bytes plain = Bytes.copyOf(secret.bytes());
            Bytes box = by.suite().box(reader.boxKey(), Label.EPOCH_BOX, context, plain, by.randomness());
            out.writeArray(2).writeBytes(reader.id().bytes()).writeBytes(box);
        }
        return out.toBytes();
    }

    private static List<EpochId> parents(NodeContext by, PipelineId pipeline) throws MalformedException {
        List<EpochId> all = new ArrayList<>();
        for (Membership.Statement statement : by.membership().statements("epoch")) {
            CborReader in = new CborReader(statement.body());
            in.readArrayExactly(5);
            if (PipelineId.read(in).equals(pipeline)) {
                EpochId id = epochId(by, pipeline, in.readBytesExactly(32));
                if (!all.contains(id)) {
                    all.add(id);
                }
            }
        }
        return all;
    }

    private static EpochId epochId(NodeContext by, PipelineId pipeline, Bytes commitment) {
        return EpochId.of(by.suite().hash(Label.EPOCH.bytes(), by.network().bytes(), pipeline.bytes(), commitment));
    }

    /** What an extension of that node holds in its hands. */
    private static NodeContext grip(SimulatedPipes pipes, SimulatedNode node) {
        Grip grip = new Grip();
        node.running().kernel().add(grip);
        pipes.settle();
        return grip.context;
    }

    private static final class Grip implements NodeExtension, ExchangeHandler {
        private static final Protocol PACKETS = new Protocol("packet.1", TrafficClass.INTERACTIVE, 2 << 20);

        private NodeContext context;
        private @Nullable Bytes message;

        @Override
        public void opened(Exchange exchange) {
            exchange.send(message);
        }

        @Override
        public void received(Exchange exchange, Bytes received) {}

        @Override
        public void closed(Exchange exchange) {}

        @Override
        public String name() {
            return "grip";
        }

        @Override
        public CompletionStage<Attachment> attach(NodeContext node) {
            context = node;
            if (message != null) {
                node.links().handle(PACKETS, this);
            }
            return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
        }
    }
}
