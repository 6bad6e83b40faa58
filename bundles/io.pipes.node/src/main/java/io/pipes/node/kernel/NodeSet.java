// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Door;
import io.pipes.node.invitation.Ticket;
import io.pipes.node.link.Link;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Preface;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Registration;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of a kernel and the extensions that live on all of them. Lives on the loop. */
final class NodeSet {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSet.class);

    /** How long until a node whose store could not be opened is tried again. */
    private static final Duration RELOAD = Duration.ofSeconds(10);

    private final KernelParts kernel;
    private final NodeOpening opening;
    private final Founder founder;
    private final Joiner joiner;
    private final Map<NodeId, LocalNode> nodes = new TreeMap<>();
    private final List<NodeExtension> extensions = new ArrayList<>();
    private final Set<String> ownAreas = new TreeSet<>();
    private final Set<String> beginning = new HashSet<>();
    private volatile List<LocalNode> snapshot = List.of();
    private final Set<NodeId> missing = new HashSet<>();
    private volatile boolean allLoaded;
    /** Nodes whose stores are being opened. */
    private final Set<CompletableFuture<Void>> loading = new HashSet<>();

    private boolean stopped;

    NodeSet(KernelParts kernel) {
        this.kernel = kernel;
        opening = new NodeOpening(kernel);
        founder = new Founder(kernel, opening);
        joiner = new Joiner(kernel, opening);
    }

    List<LocalNetwork> list() {
        return List.copyOf(snapshot);
    }

    boolean ready() {
        return allLoaded
                && snapshot.stream().allMatch(node -> node.engine().extensions().settled());
    }

    /** How the stores of the nodes are. May be called from any thread. */
    Stream<StoreHealth> storeHealth() {
        return snapshot.stream().map(node -> node.engine().parts().store().health());
    }

    private void changed() {
        snapshot = nodes.values().stream()
                .sorted(Comparator.comparing(LocalNode::name).thenComparing(LocalNode::node))
                .toList();
    }

    // loading

    /** Completes when every stored node was loaded or reported. */
    CompletionStage<Void> load() {
        return Hop.blocking(kernel.surroundings().loops().blocking(), kernel.loop(), this::withoutHalfRestored)
                .thenCompose(stored -> sweep(stored.remains(), 0)
                        .thenCompose(swept -> undone(stored))
                        .thenCompose(swept -> load(stored.nodes(), 0, true)))
                .handle((loaded, failure) -> {
                    if (failure != null) {
                        kernel.problems()
                                .report("The keys cannot be read: "
                                        + Hop.cause(failure).getMessage());
                    } else {
                        allLoaded = loaded;
                    }
                    return null;
                });
    }

    private CompletionStage<Void> undone(Stored stored) {
        return Hop.blocking(kernel.surroundings().loops().blocking(), kernel.loop(), () -> {
            if (stored.undoing()) {
                kernel.keyring().endRestoring();
            }
            return null;
        });
    }

    /** The loaded nodes, to back them up; fails when others are here as well. */
    List<NodeParts> all() {
        if (!allLoaded || !beginning.isEmpty()) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "Not all nodes are here yet, and a backup without them would not be whole. 'pipes status' says more.");
        }
        return nodes.values().stream().map(node -> node.engine().parts()).toList();
    }

    /** What features do not want in a backup, by how the areas begin; also those that are just being replaced. */
    List<String> ownAreas() {
        return List.copyOf(ownAreas);
    }

    NodeOpening opening() {
        return opening;
    }

    /** Undoes a restore that was ended before all of it was written. */
    private Stored withoutHalfRestored() throws Exception {
        NodeKeyring keyring = kernel.keyring();
        Set<String> half = keyring.halfRestored();
        List<NodeId> whole = new ArrayList<>(keyring.nodes());
        List<NodeId> remains = new ArrayList<>(keyring.remains());
        if (!half.isEmpty()) {
            kernel.problems()
                    .report("A restore was interrupted and is undone. Restore the backup again, into an empty home.");
            keyring.deleteIdentities(half);
            keyring.nodes().stream().filter(node -> half.contains(node.text())).forEach(node -> {
                whole.remove(node);
                remains.add(node);
            });
        }
        return new Stored(whole, remains, !half.isEmpty());
    }

    private CompletionStage<Void> sweep(List<NodeId> remains, int next) {
        return next == remains.size()
                ? CompletableFuture.completedFuture(null)
                : opening.destroy(remains.get(next)).thenCompose(gone -> sweep(remains, next + 1));
    }

    private CompletionStage<Boolean> load(List<NodeId> stored, int next, boolean soFar) {
        if (stopped || next == stored.size()) {
            return CompletableFuture.completedFuture(soFar);
        }
        NodeId id = stored.get(next);
        return open(id).thenCompose(this::begin)
                .handle((node, failure) -> {
                    if (failure != null) {
                        notLoaded(id, Hop.cause(failure));
                    }
                    return failure == null;
                })
                .thenCompose(loaded -> load(stored, next + 1, soFar && loaded));
    }

    private void notLoaded(NodeId id, Throwable why) {
        if (stopped) {
            return;
        }
        LOG.warn("Node {} could not be loaded", id, why);
        Registration problem = kernel.problems().report("The node " + id + " could not be loaded: " + why.getMessage());
        missing.add(id);
        if (why instanceof StoreException) {
            loadLater(id, problem);
        }
    }

    /** A store may be away for a while: its database starts later than we do, or its lock is still held by who was here before. */
    private void loadLater(NodeId id, Registration problem) {
        kernel.loop().schedule(RELOAD, () -> {
            if (!stopped) {
                open(id).thenCompose(this::begin).whenComplete((done, failure) -> {
                    if (failure == null) {
                        LOG.info("Node {} could be loaded now", id);
                        problem.close();
                        missing.remove(id);
                        allLoaded = missing.isEmpty();
                    } else {
                        loadLater(id, problem);
                    }
                });
            }
        });
    }

    private CompletionStage<NodeParts> open(NodeId id) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        loading.add(over);
        return opening.load(id).thenCompose(this::unlessStopped).whenComplete((parts, failure) -> {
            loading.remove(over);
            over.complete(null);
        });
    }

    /** What was opened for a kernel that was stopped meanwhile is closed again, for the next one. */
    private CompletionStage<NodeParts> unlessStopped(NodeParts parts) {
        if (!stopped) {
            return CompletableFuture.completedFuture(parts);
        }
        return parts.blobs()
                .close()
                .handle((closed, failure) -> null)
                .thenCompose(closed -> parts.store().close())
                .thenCompose(closed -> CompletableFuture.failedFuture(new PipesException(
                        PipesException.Code.FEATURE_MISSING,
                        "The part of this program that runs nodes is being replaced or stopped. Try again.")));
    }

    private CompletionStage<LocalNode> begin(NodeParts parts) {
        LocalNode node = new LocalNode(kernel, new NodeEngine(kernel, parts), this::leave);
        nodes.put(parts.id(), node);
        node.engine().start();
        List<CompletableFuture<Void>> attaching = extensions.stream()
                .map(extension -> node.engine().extensions().add(extension).toCompletableFuture())
                .toList();
        changed();
        return CompletableFuture.allOf(attaching.toArray(CompletableFuture[]::new))
                .thenApply(attached -> node);
    }

    // beginning and leaving

    CompletionStage<LocalNetwork> create(String name, LocalIdentity identity) {
        if (nodes.values().stream().anyMatch(node -> node.name().equals(name))) {
            throw new PipesException(
                    PipesException.Code.ALREADY_EXISTS,
                    "There is a network called " + name + " here already. Choose another name.");
        }
        return once(
                        name,
                        () -> founder.found(name, identity)
                                .thenCompose(this::unlessStopped)
                                .thenCompose(this::begin))
                .thenApply(node -> node);
    }

    CompletionStage<LocalNetwork> join(Ticket ticket, LocalIdentity identity) {
        if (nodes.values().stream()
                .anyMatch(node ->
                        node.id().equals(ticket.network()) && node.identity().equals(identity.id()))) {
            throw new PipesException(
                    PipesException.Code.ALREADY_EXISTS,
                    identity.name() + " has a node in the network " + ticket.networkName() + " here already.");
        }
        String key = ticket.network().text() + identity.id().text();
        return once(
                        key,
                        () -> joiner.join(ticket, identity)
                                .thenCompose(this::unlessStopped)
                                .thenCompose(this::begin))
                .thenCompose(this::connected);
    }

    /** Runs a beginning unless the same one is under way. */
    private CompletionStage<LocalNode> once(String key, Supplier<CompletionStage<LocalNode>> work) {
        if (!beginning.add(key)) {
            throw new PipesException(PipesException.Code.BUSY, "The same is under way already. Wait for it.");
        }
        try {
            return work.get().whenComplete((node, failure) -> beginning.remove(key));
        } catch (RuntimeException e) {
            beginning.remove(key);
            throw e;
        }
    }

    /** The node is a member now, whatever happens; waits a while for its first link. */
    private CompletionStage<LocalNetwork> connected(LocalNode node) {
        return node.engine()
                .waiters()
                .await(any -> true, kernel.timing().joining(), "No link came.")
                .handle((peer, failure) -> node);
    }

    private CompletionStage<Void> leave(LocalNode node) {
        NodeEngine engine = node.engine();
        return engine.parts()
                .ledger()
                .remove(node.node())
                .handle((removed, failure) -> null)
                .thenCompose(said -> engine.stop(GoodbyeReason.DONE))
                .handle((stopped, failure) -> null)
                .thenCompose(stopped -> {
                    nodes.remove(node.node());
                    changed();
                    return opening.destroy(node.node());
                });
    }

    /** Completes when all stores are closed, also of a node that was just being loaded. */
    CompletionStage<Void> stop() {
        stopped = true;
        List<CompletableFuture<Void>> stopping = nodes.values().stream()
                .map(node -> node.engine().stop(GoodbyeReason.GOING).toCompletableFuture())
                .toList();
        nodes.clear();
        changed();
        return CompletableFuture.allOf(
                Stream.concat(stopping.stream(), loading.stream()).toArray(CompletableFuture[]::new));
    }

    // what concerns all of them

    /** The door of the node a caller means. */
    Optional<Door> door(Preface preface) {
        for (LocalNode node : nodes.values()) {
            Optional<Door> door = node.engine().doors().open(preface);
            if (door.isPresent()) {
                return door;
            }
        }
        return Optional.empty();
    }

    void hurry() {
        nodes.values().forEach(node -> node.engine().peers().hurry());
    }

    void moved() {
        nodes.values().forEach(node -> node.engine().moved());
    }

    void closeLinks(String scheme) {
        for (LocalNode node : nodes.values()) {
            node.engine().table().peers().stream()
                    .flatMap(peer -> node.engine().table().to(peer).stream())
                    .forEach((Link link) -> link.unplug(scheme));
        }
    }

    void add(NodeExtension extension) {
        extensions.add(extension);
        ownAreas.addAll(extension.ownAreas());
        nodes.values().forEach(node -> node.engine().extensions().add(extension));
    }

    CompletionStage<Void> remove(NodeExtension extension) {
        extensions.remove(extension);
        return CompletableFuture.allOf(nodes.values().stream()
                .map(node -> node.engine().extensions().remove(extension).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** @param undoing whether an interrupted restore has left some of it */
    private record Stored(List<NodeId> nodes, List<NodeId> remains, boolean undoing) {}
}
