// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All epochs of all pipelines of one network, read from the membership log, with the secrets that were boxed to this node. */
public final class EpochBook {
    private final NodeContext node;
    private final Set<OperationId> taken = new HashSet<>();
    private final Map<PipelineId, Map<EpochId, Epoch>> epochs = new TreeMap<>();

    public EpochBook(NodeContext node) {
        this.node = node;
        reload();
    }

    /** Reads the log again, because an operation in it may have lost its validity. Secrets opened before stay readable. */
    public void reload() {
        taken.clear();
        epochs.values()
                .forEach(known -> known.values().forEach(epoch -> {
                    epoch.parents().clear();
                    epoch.recipients().clear();
                }));
        node.membership().statements(EpochStatement.KIND).forEach(this::take);
    }

    /** Whether the statement was one of epochs and new. */
    public boolean take(Membership.Statement statement) {
        if (!statement.kind().equals(EpochStatement.KIND) || !taken.add(statement.id())) {
            return false;
        }
        try {
            take(EpochStatement.decode(statement.body()), statement.author());
        } catch (MalformedException nonsense) {
            return false;
        }
        return true;
    }

    private void take(EpochStatement said, NodeId author) {
        EpochId id = idOf(said.pipeline(), said.commitment());
        Epoch epoch = of(said.pipeline())
                .computeIfAbsent(id, none -> new Epoch(id, author, node.clock().nanos()));
        if (author.equals(epoch.minter())) {
            epoch.parents().addAll(said.parents());
            epoch.parents().remove(id);
        }
        // Whoever boxes a secret knows it, whether it boxed it to itself or not.
        epoch.recipients().add(author);
        epoch.recipients().addAll(said.boxes().keySet());
        Bytes box = said.boxes().get(node.id());
        if (box != null && epoch.secret().isEmpty()) {
            open(said, epoch, box);
        }
    }

    /** A box that does not open, or opens to something else than was committed to, is as good as none. */
    private void open(EpochStatement said, Epoch epoch, Bytes box) {
        try {
            Bytes opened = node.unbox(Label.EPOCH_BOX, boxContext(said.pipeline(), epoch.id(), node.id()), box);
            Secret secret = Secret.wrap(opened.toArray());
            if (secret.size() == EpochMinter.SECRET_BYTES
                    && commitmentOf(said.pipeline(), secret).equals(said.commitment())) {
                epoch.open(secret);
            } else {
                epoch.recipients().remove(node.id());
            }
        } catch (MalformedException unreadable) {
            epoch.recipients().remove(node.id());
        }
    }

    private Map<EpochId, Epoch> of(PipelineId pipeline) {
        return epochs.computeIfAbsent(pipeline, none -> new TreeMap<>());
    }

    public Optional<Secret> secret(PipelineId pipeline, EpochId epoch) {
        return Optional.ofNullable(of(pipeline).get(epoch)).flatMap(Epoch::secret);
    }

    /** Epochs that no other one replaces, in order of id. */
    Collection<Epoch> tips(PipelineId pipeline) {
        Map<EpochId, Epoch> known = of(pipeline);
        Set<EpochId> replaced = new HashSet<>();
        known.values().forEach(epoch -> replaced.addAll(epoch.parents()));
        return known.values().stream()
                .filter(epoch ->
                        !replaced.contains(epoch.id()) && !epoch.recipients().isEmpty())
                .toList();
    }

    /** The tip to publish under: its recipients all may read now, and this node holds its secret; the lowest id of several. */
    public Optional<Epoch> usable(PipelineId pipeline, Set<NodeId> readers) {
        return tips(pipeline).stream()
                .filter(epoch -> epoch.secret().isPresent() && readers.containsAll(epoch.recipients()))
                .findFirst();
    }

    EpochId idOf(PipelineId pipeline, Bytes commitment) {
        return EpochId.of(node.suite().hash(Label.EPOCH.bytes(), node.network().bytes(), pipeline.bytes(), commitment));
    }

    Bytes commitmentOf(PipelineId pipeline, Secret secret) {
        return node.suite()
                .mac(secret, Label.EPOCH_COMMIT.bytes(), node.network().bytes(), pipeline.bytes());
    }

    Bytes boxContext(PipelineId pipeline, EpochId epoch, NodeId recipient) {
        return node.suite()
                .hash(List.of(node.network().bytes(), pipeline.bytes(), epoch.bytes(), recipient.bytes())
                        .toArray(Bytes[]::new));
    }
}
