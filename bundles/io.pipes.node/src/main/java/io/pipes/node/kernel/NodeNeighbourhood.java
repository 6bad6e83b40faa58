// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Call;
import io.pipes.node.handshake.Introduction;
import io.pipes.node.link.LinkTable;
import io.pipes.node.peering.Neighbourhood;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.node.Member;
import java.util.List;
import java.util.Optional;

/** A node as those see it who keep its peers. */
final class NodeNeighbourhood implements Neighbourhood {
    private final NodeParts parts;
    private final LinkTable table;
    private final Patience patience;
    private final LinkMaker links;

    NodeNeighbourhood(NodeParts parts, LinkTable table, Patience patience, LinkMaker links) {
        this.parts = parts;
        this.table = table;
        this.patience = patience;
        this.links = links;
    }

    @Override
    public NodeId self() {
        return parts.id();
    }

    @Override
    public boolean linked(NodeId node) {
        return table.to(node).isPresent();
    }

    @Override
    public int outbound() {
        return table.initiated();
    }

    @Override
    public boolean isCrowded() {
        return table.inbound() > LinkTable.MAX_INBOUND;
    }

    @Override
    public boolean welcome(NodeId node) {
        return !parts.ledger().isRevoked(node) && patience.lasts(node);
    }

    @Override
    public List<NodeId> members() {
        return parts.ledger().members().stream()
                .map(Member::id)
                .filter(id -> !id.equals(parts.id()))
                .toList();
    }

    @Override
    public Call call(Bytes linkKey) {
        return new Call(
                PrefaceKind.MEMBER,
                parts.profile().network(),
                parts.secrets().link(),
                linkKey,
                parts.secrets().join(),
                Optional.empty(),
                // Nothing before this node has heard of its own addition; who called it in knows of it.
                new Introduction(Introduction.NO_CAPABILITIES, parts.ledger().proof(parts.id())).encode());
    }

    @Override
    public void answered(NodeId node, Bytes linkKey, Intake intake, Bytes payload, SessionSecret secret) {
        try {
            Introduction.readAnswer(payload);
            links.begin(node, linkKey, intake, secret, true);
        } catch (MalformedException e) {
            intake.ignore();
            intake.connection().abort();
        }
    }
}
