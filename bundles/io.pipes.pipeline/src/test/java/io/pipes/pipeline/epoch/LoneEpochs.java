// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Epochs of one pipeline that are boxed to a node, each replacing the one before. */
public final class LoneEpochs {
    public final List<EpochId> made = new ArrayList<>();
    public final List<Membership.Statement> said = new ArrayList<>();
    private final LoneNode node;
    private final EpochBook book;
    private final PipelineId pipeline;

    public LoneEpochs(LoneNode node, EpochBook book, PipelineId pipeline) {
        this.node = node;
        this.book = book;
        this.pipeline = pipeline;
    }

    /** Nobody has heard of it yet. */
    public void make(long minted) throws Exception {
        make(minted, Bytes.EMPTY);
    }

    /** One whose box holds the secret of another one that nobody has spoken of yet, which comes first in {@link #made}. */
    public void makeBefore(long minted) throws Exception {
        Secret before = Secret.random(node.randomness(), EpochMinter.SECRET_BYTES);
        made.add(book.idOf(pipeline, book.commitmentOf(pipeline, before)));
        make(minted, Bytes.wrap(before.bytes().clone()));
    }

    private void make(long minted, Bytes behind) throws Exception {
        Secret secret = Secret.random(node.randomness(), EpochMinter.SECRET_BYTES);
        Bytes commitment = book.commitmentOf(pipeline, secret);
        EpochId id = book.idOf(pipeline, commitment);
        Bytes plain = Bytes.wrap(ByteBuffer.allocate(EpochMinter.SECRET_BYTES + behind.size())
                .put(secret.bytes())
                .put(behind.toArray())
                .array());
        Bytes box = node.suite()
                .box(
                        node.boxKey(),
                        Label.EPOCH_BOX,
                        book.boxContext(pipeline, id, node.id()),
                        plain,
                        node.randomness());
        List<EpochId> parents = made.isEmpty() ? List.of() : List.of(made.get(made.size() - 1));
        EpochStatement epoch =
                new EpochStatement(pipeline, commitment, Math.max(0, minted), parents, Map.of(node.id(), box));
        OperationId operation = OperationId.of(Bytes.wrap(node.randomness().bytes(OperationId.SIZE)));
        made.add(id);
        said.add(new Membership.Statement(operation, node.id(), Role.WRITER, 0, EpochStatement.KIND, epoch.encode()));
    }
}
