// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Network;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.network.NetworkInfo;
import io.pipes.api.network.Role;
import io.pipes.api.node.Node;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.api.presence.Presence;
import io.pipes.api.service.Services;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.client.row.Members;
import io.pipes.client.row.Messages;
import io.pipes.client.row.Params;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientNetwork implements Network {
    private final Calls calls;
    private final Senders senders;
    private final NetworkInfo known;

    /** @param known of it only what never changes is used */
    ClientNetwork(Calls calls, Senders senders, NetworkInfo known) {
        this.calls = calls;
        this.senders = senders;
        this.known = known;
    }

    @Override
    public NetworkId id() {
        return known.network();
    }

    @Override
    public String name() {
        return known.name();
    }

    @Override
    public NodeId node() {
        return known.node();
    }

    @Override
    public IdentityId identity() {
        return known.identity();
    }

    private ObjectNode params() {
        return Params.none().put("network", id().text());
    }

    @Override
    public CompletionStage<NetworkInfo> info() {
        return calls.read("network.show", params(), Members::network);
    }

    @Override
    public CompletionStage<List<NodeInfo>> nodes() {
        return calls.list("node.list", params(), Members::node);
    }

    @Override
    public Node node(String nameOrId) {
        return new ClientNode(calls, senders.receipts(), id(), nameOrId);
    }

    @Override
    public Node node(NodeId id) {
        return node(id.text());
    }

    @Override
    public Flow.Publisher<NetworkEvent> events() {
        return calls.feed(() -> new Happenings<>("network.subscribe", params(), Members::event));
    }

    @Override
    public CompletionStage<Invitation> invite(InvitationTerms terms) {
        ObjectNode params = params().put("role", terms.role().text())
                .put("expiresMillis", terms.validFor().toMillis())
                .put("uses", terms.uses());
        return calls.write("network.invite", params, Members::invitation);
    }

    @Override
    public CompletionStage<Void> assign(NodeId member, Role role) {
        return calls.order("network.role", about(member).put("role", role.text()));
    }

    @Override
    public CompletionStage<Void> revoke(NodeId member) {
        return calls.order("network.revoke", about(member));
    }

    @Override
    public CompletionStage<Void> leave() {
        return calls.order("network.leave", params());
    }

    @Override
    public CompletionStage<NodeInfo> connect(String address) {
        return calls.read("network.connect", params().put("address", address), Members::node);
    }

    @Override
    public CompletionStage<Void> disconnect(NodeId node) {
        return calls.orderAgain("network.disconnect", about(node));
    }

    private ObjectNode about(NodeId node) {
        return params().put("node", node.text());
    }

    @Override
    public CompletionStage<List<NodeLink>> topology() {
        return calls.read("network.show", params(), row -> row.rows("links", Members::link));
    }

    @Override
    public Pipelines pipelines() {
        return new ClientPipelines(calls, senders, id());
    }

    @Override
    public Presence presence() {
        return new ClientPresence(calls, id());
    }

    @Override
    public Services services() {
        return new ClientServices(calls, id());
    }

    @Override
    public Flow.Publisher<Message> messages() {
        return inbox(params());
    }

    @Override
    public Flow.Publisher<Message> messages(NodeId from) {
        return inbox(params().put("from", from.text()));
    }

    private Flow.Publisher<Message> inbox(ObjectNode params) {
        return calls.feed(() -> new Inbox(params, LargeContents.NONE));
    }

    @Override
    public CompletionStage<Receipt> receipt(MessageName.Direct message) {
        return calls.read("message.receipt", params().put("message", message.text()), Messages::receipt);
    }

    @Override
    public CompletionStage<List<WaitingMessage>> waiting(int limit) {
        return calls.list("message.waiting", params().put("limit", limit), Messages::waiting);
    }
}
