// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Restore;
import io.pipes.base.Disk;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.node.handshake.Gate;
import io.pipes.node.invitation.Ticket;
import io.pipes.node.link.LinkParts;
import io.pipes.node.peering.Caller;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All nodes of one process. Without OSGi:
 *
 * <pre>{@code
 * Kernel kernel = new Kernel(new Surroundings(loops, randomness, suite, keystore, stores, identities, settings, Timing.DEFAULT));
 * kernel.add(transport);      // before or after start, any number, each scheme once
 * kernel.add(extension);      // before or after start
 * kernel.start();             // loads what is stored, listens, dials; ready() tells when all of it is done
 * Network network = kernel.create("home", identity.id()).toCompletableFuture().join();
 * ...
 * kernel.stop();              // says goodbye, detaches extensions, closes stores; start a new Kernel to go on
 * }</pre>
 *
 * <p><b>Threads.</b> Every method may be called from any thread; stages complete on the kernel's loop. In a simulation they complete
 * while the scheduler runs, so do not join before it did.
 */
public final class Kernel implements LocalNetworks {
    private final Surroundings surroundings;
    private final Loop loop;
    private final Problems problems = new Problems();
    private final TransportSet transports = new TransportSet();
    private final Gate gate;
    private final Listening listening;
    private final KernelParts parts;
    private final NodeSet nodes;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile boolean running;

    public Kernel(Surroundings surroundings) {
        this.surroundings = surroundings;
        loop = surroundings.loops().next();
        Timing timing = surroundings.timing();
        LinkParts links = new LinkParts(loop, surroundings.suite(), timing.links());
        Caller caller = new Caller(
                links, surroundings.randomness(), transports, timing.peering().connect());
        gate = new Gate(links, surroundings.randomness(), preface -> nodes().door(preface));
        listening = new Listening(
                loop, surroundings.settings(), transports, gate, problems, timing.listening(), () -> nodes().moved());
        parts = new KernelParts(
                surroundings,
                loop,
                links,
                caller,
                gate,
                new NodeKeyring(surroundings.suite(), surroundings.keystore()),
                problems,
                listening::reachable);
        nodes = new NodeSet(parts);
    }

    private NodeSet nodes() {
        return nodes;
    }

    /** Begins to load, listen and dial. Completes when every stored node was loaded or reported as a problem. */
    public CompletionStage<Void> start() {
        return Hop.onto(loop, () -> {
            running = true;
            listening.check();
            return nodes.load().whenComplete((loaded, failure) -> {
                started.complete(null);
                surroundings.loops().blocking().execute(surroundings.suite()::warmUp);
            });
        });
    }

    /** Says goodbye to all peers, detaches all extensions and closes all stores. */
    public CompletionStage<Void> stop() {
        return Hop.onto(loop, () -> {
            running = false;
            started.complete(null);
            gate.close();
            return listening.stop().handle((closed, failure) -> null).thenCompose(closed -> nodes.stop());
        });
    }

    public void add(Transport transport) {
        loop.execute(() -> {
            transports.add(transport);
            if (running) {
                listening.check();
                nodes.hurry();
            }
        });
    }

    /** Forgets a transport; its links go on when one of its scheme is added again soon, and end otherwise. */
    public void remove(Transport transport) {
        loop.execute(() -> {
            transports.remove(transport);
            nodes.closeLinks(transport.scheme());
        });
    }

    /** Attaches an extension to every node, now and later. */
    public void add(NodeExtension extension) {
        loop.execute(() -> nodes.add(extension));
    }

    /** Detaches an extension from every node; completes when it has left nothing behind. Links stay. */
    public CompletionStage<Void> remove(NodeExtension extension) {
        return Hop.onto(loop, () -> nodes.remove(extension));
    }

    @Override
    public CompletionStage<LocalNetwork> create(String name, IdentityId identity) {
        return whenStarted(() -> {
            if (!IdentityGenesis.isName(name)) {
                throw new PipesException(
                        PipesException.Code.INVALID_ARGUMENT,
                        "A network's name has 1 to " + IdentityGenesis.MAX_NAME + " printable characters.");
            }
            return nodes.create(name, identity(identity));
        });
    }

    @Override
    public CompletionStage<LocalNetwork> join(String ticket, IdentityId identity) {
        return whenStarted(() -> nodes.join(Ticket.parse(ticket), identity(identity)));
    }

    /**
     * Begins a backup of this process's home.
     *
     * @param passphrase is copied
     * @param settings the folder {@code etc} of the home
     */
    public Backup backup(Secret passphrase, Disk settings) {
        return new HomeBackup(parts, settings, passphrase.copy(), nodes::all, nodes::ownAreas);
    }

    /** Begins to restore into this process's home; what was restored is there at the next start. Otherwise as {@link #backup}. */
    public Restore restore(Secret passphrase, Disk settings) {
        return new HomeRestore(parts, nodes.opening(), settings, passphrase.copy());
    }

    private LocalIdentity identity(IdentityId id) {
        return surroundings
                .identities()
                .find(id)
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.NOT_FOUND, "No identity here is " + id + ". Create one first."));
    }

    private <T> CompletionStage<T> whenStarted(Supplier<CompletionStage<T>> work) {
        return Hop.onto(
                loop,
                () -> started.thenCompose(ready -> {
                    if (!running) {
                        throw new PipesException(
                                PipesException.Code.BUSY, "The node is stopping. Try again when it runs.");
                    }
                    return work.get();
                }));
    }

    @Override
    public List<LocalNetwork> list() {
        return nodes.list();
    }

    @Override
    public boolean ready() {
        return running && started.isDone() && listening.up() && nodes.ready();
    }

    @Override
    public List<String> listenAddresses() {
        return listening.bound().stream().map(Address::toString).toList();
    }

    @Override
    public List<String> problems() {
        return Stream.concat(problems.sentences().stream(), ofStores(StoreHealth::problems))
                .toList();
    }

    @Override
    public List<String> news() {
        return ofStores(StoreHealth::news).toList();
    }

    /** Each sentence once, also when the stores of several nodes say it. */
    private Stream<String> ofStores(Function<StoreHealth, List<String>> sentences) {
        return nodes.storeHealth().map(sentences).flatMap(List::stream).distinct();
    }
}
