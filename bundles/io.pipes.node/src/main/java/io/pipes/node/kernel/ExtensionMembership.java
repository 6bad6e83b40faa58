// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.Membership.Statement;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The membership log as one extension sees it: who listens through it hears nothing more once the extension has left. */
final class ExtensionMembership implements Membership {
    private final Membership log;
    private final AttachedExtension extension;

    ExtensionMembership(Membership log, AttachedExtension extension) {
        this.log = log;
        this.extension = extension;
    }

    @Override
    public Registration listen(MembershipListener listener) {
        return extension.register(log.listen(listener));
    }

    @Override
    public Collection<Member> members() {
        return log.members();
    }

    @Override
    public Optional<Member> member(NodeId id) {
        return log.member(id);
    }

    @Override
    public Optional<Bytes> authorKey(NodeId id) {
        return log.authorKey(id);
    }

    @Override
    public Optional<NodeId> successor(NodeId former) {
        return log.successor(former);
    }

    @Override
    public Map<NodeId, List<Ending>> former(Role role) {
        return log.former(role);
    }

    @Override
    public Bytes head() {
        return log.head();
    }

    @Override
    public List<Statement> statements(String kind) {
        return log.statements(kind);
    }

    @Override
    public List<Statement> voided(String kind) {
        return log.voided(kind);
    }

    @Override
    public boolean isBefore(OperationId earlier, OperationId later) {
        return log.isBefore(earlier, later);
    }

    @Override
    public Set<OperationId> earliest(Collection<OperationId> among) {
        return log.earliest(among);
    }

    @Override
    public CompletionStage<Statement> record(String kind, Bytes body) {
        return log.record(kind, body);
    }

    @Override
    public List<Bytes> operations(int from) {
        return log.operations(from);
    }

    @Override
    public CompletionStage<LogIntake> take(List<Bytes> operations) {
        return log.take(operations);
    }
}
