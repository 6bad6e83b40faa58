// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.util.concurrent.CompletionStage;

/** Hears on the node's loop what becomes of histories. */
public interface HistoryListener {
    /** A packet of this node is durable, so it may go out. */
    void published(Packet packet);

    /** More of a pipeline is durable than before, or could not be made so. */
    void grown(History history);

    /** A history takes packets from now on. */
    void opened(History history);

    /** A peer has packets of an author, up to a number, that are not here: others have come that stand behind them. */
    void lacks(History history, NodeId author, long upTo, NodeId peer);

    /** Packets of a history are damaged and are to be fetched again; said from time to time as long as it is so. */
    void damaged(History history);

    /** Somebody waits until peers have stored what this node has published. */
    void awaited(History history);

    /** How far the copies of a history have come together. */
    SyncProgress progress(History history);

    /**
     * Somebody wants to see the newest of a history; completes when what is not here yet is here to be shown, as far as it can be had now.
     *
     * @param count so many messages
     */
    CompletionStage<Void> preview(History history, int count);

    /** This node has room again for what waits to be published. */
    void roomToWrite();
}
