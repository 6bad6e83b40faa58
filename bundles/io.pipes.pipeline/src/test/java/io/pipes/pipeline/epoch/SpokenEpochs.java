// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.VirtualTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What members say of the epochs of one pipeline, in a log that one node reads. Only what is boxed to that node opens. */
final class SpokenEpochs {
    private static final Bytes NONSENSE = Bytes.utf8("opens with no key");

    private final Map<NodeId, Member> members = new TreeMap<>();
    final LoneNode node = new LoneNode(LoneNode.SELF, new VirtualTime(1), new SimulatedSuite(), members);
    private final EpochBook book = new EpochBook(node);
    private final Set<OperationId> log = new HashSet<>();
    private PipelineEntry pipeline = new PipelineEntry(
            PipelineId.of(Bytes.wrap(new byte[32])),
            Bytes.wrap(new byte[16]),
            "notes",
            PipelineKind.PERSISTENT,
            LoneNode.SELF,
            false,
            Optional.empty(),
            PipelineSettings.DEFAULT,
            Set.of(),
            false);

    SpokenEpochs() {
        members.put(LoneNode.SELF, LoneNode.member(LoneNode.SELF, node.boxKey()));
    }

    /** A secret of which nobody has spoken yet. */
    record Made(EpochId id, Bytes commitment, Secret secret) {}

    Made epoch() {
        Secret secret = Secret.random(node.randomness(), EpochMinter.SECRET_BYTES);
        Bytes commitment = book.commitmentOf(pipeline.id(), secret);
        return new Made(book.idOf(pipeline.id(), commitment), commitment, secret);
    }

    PipelineEntry pipeline() {
        return pipeline;
    }

    /** Keys are to become fresh, for a reason that is given twice. */
    void renews() {
        renews(Set.of(operation(), operation()));
    }

    /** The same reason is given once more. */
    void renewsAgain() {
        Set<OperationId> reason = new HashSet<>(pipeline.renewals().iterator().next());
        reason.add(operation());
        renews(reason);
    }

    private void renews(Set<OperationId> reason) {
        pipeline = new PipelineEntry(
                pipeline.id(),
                pipeline.routeTag(),
                pipeline.name(),
                pipeline.kind(),
                pipeline.creator(),
                pipeline.opened(),
                pipeline.with(),
                pipeline.settings(),
                Set.of(reason),
                pipeline.complete());
    }

    /** A member who writes and reads. */
    NodeId member(String name) {
        NodeId id = stranger(name);
        members.put(id, LoneNode.member(id, id.bytes()));
        return id;
    }

    /** Whom nothing that counts has let in. */
    static NodeId stranger(String name) {
        return NodeId.of(Bytes.wrap(String.format("%32s", name).getBytes(US_ASCII)));
    }

    void removed(NodeId member) {
        members.remove(member);
        node.formerReaders.put(member, List.of(new Membership.Ending(operation(), 0)));
    }

    /** A member is given a role in which it does not read. */
    void loses(NodeId member, Role role) {
        Member before = members.get(member);
        members.put(
                member,
                new Member(
                        member,
                        before.identity(),
                        before.name(),
                        role,
                        before.signingKey(),
                        before.linkKey(),
                        before.boxKey()));
        node.formerReaders.put(member, List.of(new Membership.Ending(operation(), 0)));
    }

    /** What the second does, it does without knowing of the first; both know all before. */
    void withoutKnowing(Runnable first, Runnable second) {
        Set<OperationId> before = Set.copyOf(log);
        first.run();
        Set<OperationId> behind = Set.copyOf(log);
        log.retainAll(before);
        second.run();
        log.addAll(behind);
    }

    private OperationId operation() {
        OperationId id = OperationId.of(Bytes.wrap(node.randomness().bytes(OperationId.SIZE)));
        node.known.put(id, Set.copyOf(log));
        log.add(id);
        return id;
    }

    /** Said by who knows all before. */
    Membership.Statement said(NodeId author, Made epoch, Set<NodeId> boxedTo, EpochId... parents) {
        return statement(operation(), author, epoch, boxedTo, node.clock().wallMillis(), parents);
    }

    /** Said by who pretends to know nothing, and that the epoch is old. */
    Membership.Statement pretended(NodeId author, Made epoch, Set<NodeId> boxedTo, EpochId... parents) {
        OperationId id = OperationId.of(Bytes.wrap(node.randomness().bytes(OperationId.SIZE)));
        return statement(id, author, epoch, boxedTo, 0, parents);
    }

    private Membership.Statement statement(
            OperationId id, NodeId author, Made epoch, Set<NodeId> boxedTo, long minted, EpochId... parents) {
        Map<NodeId, Bytes> boxes = new TreeMap<>();
        boxedTo.forEach(to -> boxes.put(to, to.equals(node.id()) ? box(epoch) : NONSENSE));
        EpochStatement said = new EpochStatement(pipeline.id(), epoch.commitment(), minted, List.of(parents), boxes);
        return new Membership.Statement(id, author, Role.WRITER, 0, EpochStatement.KIND, said.encode());
    }

    private Bytes box(Made epoch) {
        Bytes context = book.boxContext(pipeline.id(), epoch.id(), node.id());
        try {
            return node.suite()
                    .box(
                            node.boxKey(),
                            Label.EPOCH_BOX,
                            context,
                            Bytes.wrap(epoch.secret().bytes().clone()),
                            node.randomness());
        } catch (MalformedException badKey) {
            throw new AssertionError(badKey);
        }
    }

    /** What a node finds at its start. */
    EpochBook read(List<Membership.Statement> counting, List<Membership.Statement> voided) {
        node.statements.clear();
        node.statements.addAll(counting);
        node.voided.clear();
        node.voided.addAll(voided);
        EpochBook read = new EpochBook(node);
        read.reload();
        return read;
    }

    Optional<EpochId> usable(EpochBook read) {
        return read.usable(pipeline).map(Epoch::id);
    }

    List<EpochId> tips(EpochBook read) {
        return read.tips(pipeline).all().stream().map(Epoch::id).toList();
    }
}
