// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineStatement;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in when the settings change while that is planned or done: as they are then, and never as they were. */
class EpochKeeperTest {
    private static final PipelineChange FROM_JOIN = PipelineChange.NOTHING.with(HistoryPolicy.FROM_JOIN);
    private static final Duration LET_IN = Duration.ofSeconds(4);

    private final Map<NodeId, Member> members = new TreeMap<>();
    private final SimulatedSuite suite = new SimulatedSuite();
    private final LoneNode node = new LoneNode(LoneNode.SELF, new VirtualTime(1), suite, members);
    private final PipelineCatalog catalog = new PipelineCatalog(node);
    private final EpochBook book = new EpochBook(node);
    private final EpochKeeper keeper = new EpochKeeper(node, book, catalog);
    private final List<EpochStatement> said = new ArrayList<>();
    private PipelineEntry pipeline;
    private Runnable whenSaid = () -> {};

    @BeforeEach
    void make() {
        members.put(LoneNode.SELF, LoneNode.member(LoneNode.SELF, node.boxKey()));
        node.recording = this::recorded;
        pipeline = catalog.create(new PipelineStatement(
                        "notes", PipelineKind.PERSISTENT, Optional.empty(), PipelineSettings.DEFAULT))
                .toCompletableFuture()
                .join();
        keeper.begin(pipeline);
        node.passes(LET_IN);
        assertThat(said).as("this node is in").hasSize(1);
    }

    private void recorded(Membership.Statement statement) {
        try {
            if (statement.kind().equals(EpochStatement.KIND)) {
                said.add(EpochStatement.decode(statement.body()));
                node.statements.add(statement);
                whenSaid.run();
            }
        } catch (MalformedException broken) {
            throw new AssertionError(broken);
        }
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            Bytes key = suite.newBoxKey(new SeededRandomness(100 + i)).publicKey();
            NodeId id = NodeId.of(key);
            members.put(id, LoneNode.member(id, key));
        }
        keeper.check(pipeline);
    }

    private void changesToFromJoin() {
        catalog.change(pipeline, FROM_JOIN);
    }

    /** All are in, under another epoch than the first one, and with no secret beside that. */
    private void areLetInAsNewcomers(List<EpochStatement> lettingIn) {
        assertThat(lettingIn)
                .isNotEmpty()
                .allSatisfy(one ->
                        assertThat(one.commitment()).isNotEqualTo(said.get(0).commitment()))
                .allSatisfy(one -> assertThat(one.boxes().values())
                        .allSatisfy(box -> assertThat(box.size()).isEqualTo(sizeOfOne())));
        PipelineEntry present = catalog.byId(pipeline.id()).orElseThrow();
        assertThat(keeper.usable(present).map(epoch -> epoch.recipients(present)))
                .contains(members.keySet());
    }

    private int sizeOfOne() {
        return said.get(0).boxes().values().iterator().next().size();
    }

    @Test
    void who_joins_gets_what_was_before() {
        join(1);
        node.passes(LET_IN);

        assertThat(said).hasSize(2);
        assertThat(said.get(1).commitment()).isEqualTo(said.get(0).commitment());
    }

    @Test
    void a_change_while_letting_in_is_planned_counts() {
        join(1);
        changesToFromJoin();
        node.passes(LET_IN);

        areLetInAsNewcomers(said.subList(1, said.size()));
    }

    @Test
    void a_change_between_two_statements_of_one_grant_counts() {
        whenSaid = () -> {
            whenSaid = () -> {};
            changesToFromJoin();
        };
        join(60);
        node.passes(LET_IN.multipliedBy(2));

        assertThat(said.get(1).commitment())
                .as("before the change")
                .isEqualTo(said.get(0).commitment());
        areLetInAsNewcomers(said.subList(2, said.size()));
    }

    @Test
    void who_is_removed_between_two_statements_of_one_grant_gets_nothing() {
        whenSaid = () -> members.keySet().removeIf(id -> !id.equals(LoneNode.SELF));
        join(60);
        node.passes(LET_IN);

        assertThat(said.get(1).boxes()).hasSizeLessThan(60);
        assertThat(said.subList(2, said.size()))
                .allSatisfy(one -> assertThat(one.boxes()).containsOnlyKeys(LoneNode.SELF));
    }

    @Test
    void an_epoch_that_others_go_on_under_and_whose_box_does_not_open_is_replaced() throws Exception {
        join(1);
        node.passes(LET_IN);
        Membership.Statement shut = shutFor(LoneNode.SELF);
        hears(shut);

        assertThat(said).hasSize(3);
        assertThat(said.get(2).parents()).hasSize(2).contains(epochOf(shut));
        assertThat(said.get(2).boxes()).containsOnlyKeys(members.keySet());
    }

    @Test
    void who_makes_up_boxes_that_do_not_open_is_answered_once_for_each() throws Exception {
        join(1);
        node.passes(LET_IN);
        Membership.Statement shut = shutFor(LoneNode.SELF);
        node.statements.add(shut);
        hears(shut);
        node.voided.add(node.statements.remove(node.statements.size() - 1));
        book.reload();
        keeper.check(pipeline);
        node.passes(LET_IN);
        assertThat(book.shutTips(pipeline)).as("it is a tip again").hasSize(1);
        assertThat(said).hasSize(3);

        hears(shutFor(somebody()));
        assertThat(said).as("what is shut for others is their business").hasSize(3);
    }

    @Test
    void what_was_boxed_to_a_key_that_is_gone_is_boxed_once_more() throws Exception {
        mint();
        join(1);
        node.passes(LET_IN);
        mint();
        mint();
        int before = said.size();
        NodeId other = somebody();
        changesKey(other);

        assertThat(said.subList(before, said.size())).singleElement().satisfies(again -> {
            assertThat(again.commitment())
                    .as("of the newest one that was boxed to it")
                    .isEqualTo(said.get(before - 1).commitment());
            assertThat(again.boxes()).containsOnlyKeys(other);
            assertThat(again.boxes().get(other).size())
                    .as("with two of those before; the first one it was never given by itself")
                    .isEqualTo(sizeOfOne() + 2 * EpochMinter.SECRET_BYTES);
        });
        changesKey(other);
        assertThat(said).as("once, however many keys it announces").hasSize(before + 1);
    }

    @Test
    void who_may_not_read_any_more_is_boxed_nothing_once_more() {
        join(1);
        mint();
        int before = said.size();
        NodeId other = somebody();
        Member was = members.remove(other);
        keeper.outdated(was);
        node.passes(LET_IN.multipliedBy(2));

        assertThat(said.subList(before, said.size()))
                .allSatisfy(one -> assertThat(one.boxes()).doesNotContainKey(other));
    }

    private void mint() {
        node.passes(LET_IN);
        keeper.begin(pipeline);
        node.passes(LET_IN);
    }

    private void changesKey(NodeId of) {
        Bytes key = suite.newBoxKey(node.randomness()).publicKey();
        members.put(of, LoneNode.member(of, key));
        keeper.outdated(members.get(of));
        node.passes(LET_IN.multipliedBy(2));
    }

    private NodeId somebody() {
        return members.keySet().stream()
                .filter(id -> !id.equals(LoneNode.SELF))
                .findFirst()
                .orElseThrow();
    }

    private void hears(Membership.Statement statement) {
        book.take(statement);
        keeper.check(pipeline);
        node.passes(LET_IN);
    }

    /** Of somebody who boxes to a key that is gone. */
    private Membership.Statement shutFor(NodeId recipient) {
        EpochStatement shut = new EpochStatement(
                pipeline.id(),
                Bytes.wrap(node.randomness().bytes(32)),
                node.clock().wallMillis(),
                List.of(),
                Map.of(recipient, Bytes.utf8("for a key that is gone")));
        OperationId id = OperationId.of(Bytes.wrap(node.randomness().bytes(OperationId.SIZE)));
        return new Membership.Statement(id, somebody(), Role.WRITER, 0, EpochStatement.KIND, shut.encode());
    }

    private EpochId epochOf(Membership.Statement statement) throws MalformedException {
        return book.idOf(pipeline.id(), EpochStatement.decode(statement.body()).commitment());
    }
}
