// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedCounter;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.ReplicatedState;
import io.pipes.api.state.StateInfo;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The state of one pipeline, for applications and for the history that it is made of. */
public final class PipelineState implements ReplicatedState {
    private final StateKeeper keeper;

    /**
     * Costs nothing until somebody uses it.
     *
     * @param publishing makes a message of this node durable and brings it to the others; called on the node's loop
     */
    public PipelineState(
            NodeContext node,
            StateSource source,
            HybridClock clock,
            Bytes routeTag,
            Function<Content, CompletionStage<Sent>> publishing) {
        keeper = new StateKeeper(node, source, clock, routeTag, publishing);
    }

    /** Whether a message is an operation, which applications neither publish nor read as a message. */
    public static boolean isOperation(Message message) {
        return StateOperation.isIn(message);
    }

    /** Whether a type of content belongs to operations. */
    public static boolean isReserved(String contentType) {
        return contentType.equals(StateOperation.TYPE);
    }

    /** What counts of the history, or what of it can be read, may have changed. On the node's loop. */
    public void look() {
        keeper.look();
    }

    /** There is more of an author that counts. On the node's loop. */
    public void grown(NodeId author) {
        keeper.grown(author);
    }

    /** Packets that were damaged may be there again. On the node's loop. */
    public void mended() {
        keeper.mended();
    }

    /**
     * Something that was read is about to be taken away: no snapshot is made of it any more. Completes when none is being written. To be
     * followed by {@link #readAgain}. On the node's loop.
     */
    public CompletionStage<Void> forget() {
        return keeper.forget();
    }

    /** It is gone: everything is read again, and readers have what there was until then. On the node's loop. */
    public void readAgain() {
        keeper.withdrawn();
    }

    /** What makes the state of a pipeline be read anew when it is opened next. */
    public static Change forgetSnapshot(Bytes routeTag) {
        return SnapshotStore.forget(routeTag);
    }

    /** Leaves a snapshot. Nothing may be published any more; the history can still be read. On the node's loop. */
    public CompletionStage<Void> finish() {
        return keeper.finish();
    }

    @Override
    public ReplicatedMap map(String name) {
        return new PipelineMap(keeper, StateArguments.name(name), null);
    }

    @Override
    public ReplicatedMap map(String name, Merge merge) {
        return new PipelineMap(keeper, StateArguments.name(name), merge);
    }

    @Override
    public ReplicatedCounter counter(String name) {
        return new PipelineCounter(keeper, StateArguments.name(name));
    }

    @Override
    public ReplicatedSet set(String name) {
        return new PipelineSet(keeper, StateArguments.name(name));
    }

    @Override
    public CompletionStage<List<StateInfo>> list() {
        return keeper.read(StateReplica::list);
    }
}
