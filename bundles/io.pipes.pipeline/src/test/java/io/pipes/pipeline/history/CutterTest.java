// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineStatement;
import io.pipes.spi.node.Member;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By what time an admin looks what had come of whom, after a pipeline was opened to fewer. */
class CutterTest {
    private static final NodeId ANNA = NodeId.of(Bytes.hex("77".repeat(NodeId.SIZE)));
    private static final NodeId FIRST_OF_ALL = NodeId.of(Bytes.hex("00".repeat(NodeId.SIZE)));
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Map<NodeId, Member> members = new TreeMap<>();
    private final LoneNode node = new LoneNode(LoneNode.SELF, new VirtualTime(1), new SimulatedSuite(), members);
    private final PipelineCatalog catalog = new PipelineCatalog(node);
    private final Map<NodeId, Long> written = new HashMap<>();
    private final List<Long> asked = new ArrayList<>();
    private Cuts cuts = new Cuts(node, catalog);
    private Cutter cutter = new Cutter(node, cuts, new Here());
    private PipelineEntry pipeline;

    @BeforeEach
    void anna_may_publish_no_more() {
        enter(LoneNode.SELF, Role.ADMIN);
        enter(ANNA, Role.WRITER);
        node.recording = statement -> {
            node.statements.add(statement);
            cuts.take(statement);
        };
        pipeline = catalog.create(new PipelineStatement(
                        "notes", PipelineKind.PERSISTENT, Optional.empty(), PipelineSettings.DEFAULT))
                .toCompletableFuture()
                .join();
        written.put(ANNA, 5L);
        catalog.change(pipeline, PipelineChange.NOTHING.publishedFrom(Role.ADMIN));
        looks();
    }

    private void enter(NodeId id, Role role) {
        Member model = LoneNode.member(id, id.bytes());
        members.put(
                id,
                new Member(
                        id, model.identity(), model.name(), role, model.signingKey(), model.linkKey(), model.boxKey()));
    }

    private void looks() {
        asked.clear();
        cutter.look();
        node.passes(MOMENT);
    }

    private void starts() {
        cuts = new Cuts(node, catalog);
        cuts.reload();
        cutter = new Cutter(node, cuts, new Here());
    }

    private long anHourAgo() {
        return node.clock().wallMillis() - Duration.ofHours(1).toMillis();
    }

    @Test
    void what_was_heard_of_long_ago_and_settled_stays_so_after_a_start_whoever_has_joined() {
        assertThat(cuts.knows(ANNA, pipeline.routeTag())).isTrue();
        node.passes(Duration.ofHours(3));
        enter(FIRST_OF_ALL, Role.WRITER);
        written.put(ANNA, 9L);
        starts();

        looks();

        assertThat(asked).as("the time of the change").containsOnly(0L);
    }

    @Test
    void what_was_heard_of_long_ago_and_settled_stays_so_if_it_concerns_somebody_only_later() {
        node.passes(Duration.ofHours(3));
        starts();
        looks();
        written.put(ANNA, 9L);

        looks();

        assertThat(asked).containsOnly(0L);
    }

    @Test
    void what_nobody_has_settled_counts_from_when_it_was_heard_of() {
        node.statements.removeIf(said -> said.kind().equals(PipelineCutStatement.KIND));
        node.passes(Duration.ofHours(3));
        long before = anHourAgo();
        starts();

        looks();

        assertThat(asked).isNotEmpty().allMatch(until -> until >= before && until <= anHourAgo());
    }

    /** What is here, of one pipeline. */
    private final class Here implements Cutter.Ends {
        @Override
        public Set<Bytes> pipelines() {
            return Set.of(pipeline.routeTag());
        }

        @Override
        public PipelineId pipeline(Bytes tag) {
            return pipeline.id();
        }

        @Override
        public Collection<NodeId> authors(Bytes tag) {
            return written.keySet();
        }

        @Override
        public long end(NodeId author, Bytes tag) {
            return written.getOrDefault(author, 0L);
        }

        @Override
        public CompletionStage<Optional<Cut>> by(NodeId author, Bytes tag, long wallMillis) {
            asked.add(wallMillis);
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
