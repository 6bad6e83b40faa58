// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.NetworkState;
import io.pipes.api.node.NodeInfo;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.local.OwnIdentities;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Understands how people name things: by name, by id, or by the beginning of an id of at least four characters; and which one they mean when
 * they say nothing and there is only one.
 */
public final class Resolver {
    private static final int MIN_PREFIX = 4;

    private final Supplier<LocalNetworks> networks;
    private final Supplier<OwnIdentities> identities;

    public Resolver(Supplier<LocalNetworks> networks, Supplier<OwnIdentities> identities) {
        this.networks = networks;
        this.identities = identities;
    }

    LocalNetworks networks() {
        return networks.get();
    }

    OwnIdentities identities() {
        return identities.get();
    }

    public LocalNetwork network(Params params) {
        return params.text("network")
                .map(this::network)
                .orElseGet(() -> only(networks().list(), LocalNetwork::name, "network", "pipes network create NAME"));
    }

    LocalNetwork network(String text) {
        return pick(
                networks().list(),
                text,
                LocalNetwork::name,
                network -> network.id().text(),
                "network",
                "pipes network list");
    }

    /** The network to subscribe in: one from which this node was removed brings nothing any more. */
    LocalNetwork joined(Params params) {
        LocalNetwork network = network(params);
        if (network.state() == NetworkState.REVOKED) {
            throw new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation.");
        }
        return network;
    }

    /** The network a subscription belongs to; it may be away while its bundle is being replaced. */
    LocalNetwork again(NetworkId id) {
        return networks().list().stream()
                .filter(network -> network.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Features.missing("node"));
    }

    Identity identity(Params params) {
        List<Identity> all = identities().list();
        return params.text("identity")
                .map(text -> pick(
                        all,
                        text,
                        Identity::name,
                        identity -> identity.identity().text(),
                        "identity",
                        "pipes identity list"))
                .orElseGet(() -> only(all, Identity::name, "identity", "pipes identity create NAME"));
    }

    NodeId node(LocalNetwork network, String text) {
        return info(network, text).node();
    }

    NodeInfo info(LocalNetwork network, String text) {
        if (isSelf(network, text)) {
            throw Params.invalid("'" + shown(text) + "' is this node itself. Name another one.");
        }
        return pick(network.nodes(), text, NodeInfo::name, node -> node.node().text(), "node", "pipes node list");
    }

    /** Somebody else with the same name is meant before this node is. */
    private boolean isSelf(LocalNetwork network, String text) {
        String prefix = text.toLowerCase(Locale.ROOT);
        boolean ownId = prefix.length() >= MIN_PREFIX && network.node().text().startsWith(prefix);
        boolean ownName = identities().list().stream()
                .anyMatch(own ->
                        own.identity().equals(network.identity()) && own.name().equals(text));
        return (ownId || ownName)
                && network.nodes().stream()
                        .noneMatch(node -> node.name().equals(text)
                                || prefix.length() >= MIN_PREFIX
                                        && node.node().text().startsWith(prefix));
    }

    /** The sender a subscriber wants, if it names one. */
    public Optional<NodeId> sender(LocalNetwork network, Params params) {
        return params.text("from").map(text -> node(network, text));
    }

    private static <T> T only(List<T> all, Function<T, String> name, String noun, String command) {
        if (all.size() == 1) {
            return all.get(0);
        }
        throw all.isEmpty()
                ? new PipesException(
                        PipesException.Code.NOT_FOUND, "There is no " + noun + " yet. Make one with '" + command + "'.")
                : new PipesException(
                        PipesException.Code.AMBIGUOUS,
                        "There are several: " + names(all, name) + ". Say which " + noun + " you mean.");
    }

    /** The one that is meant by its name, its id or the beginning of that. */
    static <T> T pick(
            List<T> all, String text, Function<T, String> name, Function<T, String> id, String noun, String command) {
        String prefix = text.toLowerCase(Locale.ROOT);
        Optional<T> exact =
                all.stream().filter(one -> id.apply(one).equals(prefix)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        // A name that looks like the beginning of somebody else's id must not be taken for it: then both are meant.
        List<T> found = all.stream()
                .filter(one -> name.apply(one).equals(text)
                        || text.length() >= MIN_PREFIX && id.apply(one).startsWith(prefix))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw found.isEmpty()
                ? new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "There is no " + noun + " '" + shown(text) + "' here. '" + command + "' shows what there is"
                                + (isShortPrefix(all, prefix, id)
                                        ? "; of an id, write at least " + MIN_PREFIX + " characters."
                                        : "."))
                : new PipesException(
                        PipesException.Code.AMBIGUOUS,
                        "'" + shown(text) + "' may mean "
                                + names(found, one -> name.apply(one) + " (" + brief(id.apply(one)) + ")")
                                + ". Write more of the id.");
    }

    /** An id as people tell it apart; short ones are shown whole. */
    private static String brief(String id) {
        return id.length() <= 16 ? id : id.substring(0, 10);
    }

    private static <T> boolean isShortPrefix(List<T> all, String prefix, Function<T, String> id) {
        return prefix.length() < MIN_PREFIX
                && !prefix.isEmpty()
                && all.stream().anyMatch(one -> id.apply(one).startsWith(prefix));
    }

    private static <T> String names(List<T> all, Function<T, String> name) {
        return all.stream().limit(8).map(name).reduce((a, b) -> a + ", " + b).orElse("none")
                + (all.size() > 8 ? ", ..." : "");
    }

    /** What somebody typed, fit for a terminal. */
    private static String shown(String text) {
        String plain = text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.isEmpty() ? "?" : plain;
    }
}
