// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.network.NetworkState;
import io.pipes.api.node.NodeState;
import io.pipes.api.store.Backups;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.Stores;
import io.pipes.gateway.rpc.Method;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code status} and {@code node.stop}: the process as a whole. */
public final class ProcessMethods {
    private final Supplier<Optional<LocalNetworks>> networks;
    private final Facts facts;
    private final Runnable stop;

    /**
     * What does not come from the API.
     *
     * @param process another one each time the process starts
     * @param console where this API listens now
     * @param keystore what holds the keys
     * @param stores where nodes are kept
     * @param backups makes and restores backups of the home
     * @param stoppedBundles names of those that should be active
     */
    public record Facts(
            String version,
            String process,
            Supplier<String> console,
            Supplier<Optional<Keystore>> keystore,
            Supplier<Optional<Stores>> stores,
            Supplier<Optional<Backups>> backups,
            Supplier<List<String>> stoppedBundles) {}

    public ProcessMethods(Supplier<Optional<LocalNetworks>> networks, Facts facts, Runnable stop) {
        this.networks = networks;
        this.facts = facts;
        this.stop = stop;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("status", (client, params) -> CompletableFuture.completedFuture(status()));
        new StoreMethods(facts.stores()).addTo(methods);
        new BackupMethods(facts.backups()).addTo(methods);
        methods.put("node.stop", (client, params) -> {
            stop.run();
            return CompletableFuture.completedFuture(Rows.object());
        });
    }

    /** Whether this process can exchange messages. */
    public boolean ready() {
        return networks.get().filter(LocalNetworks::ready).isPresent();
    }

    private JsonNode status() {
        Runtime runtime = Runtime.getRuntime();
        ObjectNode status = Rows.object()
                .put("state", ready() ? "ready" : "setup")
                .put("pid", ProcessHandle.current().pid())
                .put("version", facts.version())
                .put("javaVersion", System.getProperty("java.version"));
        status.set(
                "listen",
                Rows.texts(networks.get().map(LocalNetworks::listenAddresses).orElse(List.of())));
        status.put("console", facts.console().get())
                .put("rssBytes", ProcessFigures.residentBytes())
                .put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory())
                .put("openFiles", ProcessFigures.openFiles())
                .put("links", links())
                .put("keys", facts.keystore().get().map(Keystore::protection).orElse("unknown"));
        status.set("stoppedBundles", Rows.texts(facts.stoppedBundles().get()));
        status.set("problems", Rows.texts(problems()));
        status.set("news", Rows.texts(networks.get().map(LocalNetworks::news).orElse(List.of())));
        return status;
    }

    private long links() {
        return all().stream()
                .flatMap(network -> network.nodes().stream())
                .filter(node -> node.state() == NodeState.CONNECTED)
                .count();
    }

    private List<LocalNetwork> all() {
        return networks.get().map(LocalNetworks::list).orElse(List.of());
    }

    public List<String> problems() {
        // Once each: who cannot use the keys says so too.
        Set<String> problems = new LinkedHashSet<>();
        facts.keystore().get().flatMap(Keystore::trouble).ifPresent(problems::add);
        facts.stores().get().map(Stores::info).map(StoreInfo::problems).ifPresent(problems::addAll);
        networks.get()
                .ifPresentOrElse(
                        found -> problems.addAll(found.problems()),
                        () -> problems.add(
                                "The node itself is not running: its bundle is starting or is not installed."));
        all().stream()
                .filter(network -> network.state() == NetworkState.REVOKED)
                .forEach(network -> problems.add(revoked(network)));
        return List.copyOf(problems);
    }

    private static String revoked(LocalNetwork network) {
        return network.replacedBy()
                .map(other -> "This node was restored from a backup elsewhere, as " + other.text()
                        + ", which is in network '" + network.name() + "' instead. Go on there, and leave it here.")
                .orElse("This node was removed from network '" + network.name()
                        + "'. Ask an admin for a new invitation, or leave it.");
    }
}
