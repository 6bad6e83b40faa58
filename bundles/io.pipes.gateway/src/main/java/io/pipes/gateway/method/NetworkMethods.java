// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.api.node.NodeState;
import io.pipes.api.service.Offered;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.local.LocalServices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code network.*}. */
final class NetworkMethods {
    /** Nobody knows how long it takes: it depends on who is there. */
    private static final Progress JOINING = new Progress(
            "joining",
            0,
            Optional.empty(),
            "The node that made the invitation is called; then the network is caught up with.");

    private final Resolver resolver;

    NetworkMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put(
                "network.create",
                (client, params) -> resolver.networks()
                        .create(
                                params.needText("name"),
                                resolver.identity(params).identity())
                        .thenApply(Rows::network));
        methods.put("network.join", this::join);
        methods.put(
                "network.list",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.list(resolver.networks().list(), Rows::network)));
        methods.put("network.show", (client, params) -> show(resolver.network(params)));
        methods.put("network.leave", (client, params) -> done(leave(resolver.network(params), params)));
        methods.put(
                "network.invite",
                (client, params) ->
                        resolver.network(params).invite(terms(params)).thenApply(NetworkMethods::invitation));
        methods.put("network.role", this::assign);
        methods.put("network.revoke", this::revoke);
        methods.put(
                "network.members",
                (client, params) -> CompletableFuture.completedFuture(members(resolver.network(params))));
        methods.put(
                "network.connect",
                (client, params) -> resolver.network(params)
                        .connect(params.needText("address"))
                        .thenApply(Rows::node));
        methods.put("network.disconnect", this::disconnect);
    }

    private CompletionStage<JsonNode> join(Client client, Params params) {
        String ticket = params.needText("ticket");
        Identity as = resolver.identity(params);
        // Before anything begins: what makes no sense is refused, and must not have joined.
        params.progress(() -> Optional.of(JOINING));
        return resolver.networks().join(ticket, as.identity()).thenApply(Rows::network);
    }

    /** A network without an owner can never get one again, so that takes a word of its own. */
    private static CompletionStage<Void> leave(LocalNetwork network, Params params) {
        boolean force = params.flag("force");
        boolean lastOwner = network.role() == Role.OWNER
                && network.state() != NetworkState.REVOKED
                && !network.nodes().isEmpty()
                && network.nodes().stream().noneMatch(node -> node.role() == Role.OWNER);
        if (lastOwner && !force) {
            throw new PipesException(
                    PipesException.Code.REFUSED,
                    "You are the only owner of '" + network.name() + "': without one nobody can ever be made owner. "
                            + "Give the role to another node first (pipes network role NODE owner), or use --force.");
        }
        return network.leave();
    }

    private CompletionStage<JsonNode> assign(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        return done(network.assign(resolver.node(network, params.needText("node")), role(params.needText("role"))));
    }

    private CompletionStage<JsonNode> revoke(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        return done(network.revoke(resolver.node(network, params.needText("node"))));
    }

    private CompletionStage<JsonNode> disconnect(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        return done(network.disconnect(resolver.node(network, params.needText("node"))));
    }

    private static CompletionStage<JsonNode> done(CompletionStage<Void> stage) {
        return stage.thenApply(nothing -> Rows.object());
    }

    private static InvitationTerms terms(Params params) {
        InvitationTerms usual = InvitationTerms.DEFAULT;
        return new InvitationTerms(
                params.text("role").map(NetworkMethods::role).orElse(usual.role()),
                params.number("expiresMillis", 60_000, Duration.ofDays(365).toMillis())
                        .map(Duration::ofMillis)
                        .orElse(usual.validFor()),
                params.number("uses", 1, 10_000).map(Long::intValue).orElse(usual.uses()));
    }

    private static Role role(String text) {
        return Role.ofText(text)
                .orElseThrow(() -> Params.invalid("A role is one of owner, admin, writer, reader, relay."));
    }

    private static ObjectNode invitation(Invitation invitation) {
        return Rows.object()
                .put("ticket", invitation.ticket())
                .put("role", invitation.role().text())
                .put("expires", Rows.time(invitation.expires()))
                .put("uses", invitation.uses());
    }

    private static CompletionStage<JsonNode> show(LocalNetwork network) {
        return network.topology().thenCombine(services(network), (links, services) -> show(network, links, services));
    }

    private static JsonNode show(LocalNetwork network, List<NodeLink> links, List<String> services) {
        List<NodeInfo> nodes = network.nodes();
        ObjectNode shown = Rows.network(network);
        shown.set(
                "peers",
                Rows.list(
                        nodes.stream()
                                .filter(node -> node.state() == NodeState.CONNECTED)
                                .toList(),
                        Rows::node));
        shown.put("known", nodes.size());
        shown.put(
                "reachable",
                nodes.stream().filter(node -> node.state() != NodeState.JOINED).count());
        shown.set("securityProtocols", Rows.texts(network.securityProtocols()));
        shown.set("channels", Rows.texts(pipelines(network)));
        shown.set("services", Rows.texts(services));
        shown.set("applications", Rows.texts(List.of()));
        shown.set("links", Rows.list(links, Rows::link));
        return shown;
    }

    /** Names of what members offer, each once. */
    private static CompletionStage<List<String>> services(LocalNetwork network) {
        return network.facet(LocalServices.class)
                .map(LocalServices::list)
                .orElse(CompletableFuture.completedFuture(List.of()))
                .handle((offered, away) -> away != null
                        ? List.of()
                        : offered.stream().map(Offered::service).distinct().toList());
    }

    private static List<String> pipelines(LocalNetwork network) {
        return network.facet(LocalPipelines.class)
                .map(pipelines ->
                        pipelines.list().stream().map(NetworkMethods::name).toList())
                .orElse(List.of());
    }

    private static String name(LocalPipeline pipeline) {
        return pipeline.info().name();
    }

    private ArrayNode members(LocalNetwork network) {
        ArrayNode members = Rows.list(network.nodes(), NetworkMethods::member);
        members.insert(
                0,
                Rows.object()
                        .put("node", network.node().text())
                        .put("name", ownName(network))
                        .put("identity", network.identity().text())
                        .put("role", network.role().text())
                        .put("state", "connected")
                        .put("self", true));
        return members;
    }

    private String ownName(LocalNetwork network) {
        return resolver.identities().list().stream()
                .filter(identity -> identity.identity().equals(network.identity()))
                .map(Identity::name)
                .findFirst()
                .orElse("");
    }

    private static ObjectNode member(NodeInfo node) {
        return Rows.object()
                .put("node", node.node().text())
                .put("name", node.name())
                .put("identity", node.identity().text())
                .put("role", node.role().text())
                .put("state", node.state().text())
                .put("self", false);
    }
}
