// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Call;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import java.util.List;

/** The node for which peers are kept: what keeping them needs to know of it. Used on the loop. */
public interface Neighbourhood {
    NodeId self();

    /** Whether there is any link to the node, open or about to be. One through others moves to a direct connection by itself. */
    boolean linked(NodeId node);

    /** How many direct links this node initiated. */
    int outbound();

    /** Whether others have initiated more direct links than this node keeps. */
    boolean isCrowded();

    /** Whether the node may be called: not removed, as far as this one knows, and not one who broke the rules too often. */
    boolean welcome(NodeId node);

    /** What to say to one who holds that key. */
    Call call(Bytes linkKey);

    /** One who was called by that link key has answered: there will be a link, or the connection ends. */
    void answered(NodeId node, Bytes linkKey, Intake intake, Bytes payload, SessionSecret secret);

    /** Members, in order of id, without this node. */
    List<NodeId> members();
}
