// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A pipeline of a network.
 *
 * @param with the other end of a point-to-point pipeline, seen from this node
 * @param epoch short text of the epoch in use; empty while this node has no secret of it
 * @param published packets this node published since it was started
 * @param received packets this node received since it was started
 * @param gaps packets this node knows it missed since it was started
 * @param kept what this node keeps of it; empty for those that keep nothing
 * @param settings what can be changed about it
 */
public record PipelineInfo(
        PipelineId pipeline,
        String name,
        PipelineKind kind,
        NodeId creator,
        Optional<NodeId> with,
        Optional<String> epoch,
        long published,
        long received,
        long gaps,
        Optional<Kept> kept,
        PipelineSettings settings) {
    /**
     * The history of a persistent pipeline on this node.
     *
     * @param policy what of it a member who joins may read
     * @param retention how much of it is kept
     * @param packets how many
     * @param bytes of these, as they travel
     * @param last behind the packet that came last; empty if there is none
     * @param copies how many packets this node's peers have, as each said last: within seconds after it changed
     * @param forked members who wrote two packets under one number: their homes were copied, or they lie; the earlier packets count
     * @param contents those above 1 MiB of its messages
     */
    public record Kept(
            HistoryPolicy policy,
            Retention retention,
            long packets,
            long bytes,
            Optional<From.After> last,
            SortedMap<NodeId, Long> copies,
            SortedSet<NodeId> forked,
            Contents contents) {}

    /**
     * Contents above 1 MiB that messages name which this node can read.
     *
     * @param here how many are on this node, whole
     * @param missing how many are fetched, or will be when somebody has them
     * @param left how many are fetched only when somebody asks for them, because their author's share is used up
     */
    public record Contents(int here, int missing, int left) {}
}
