// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Routing;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A node as one of its extensions sees it; remembers what the extension registers. */
final class ExtensionContext implements NodeContext {
    private final KernelParts kernel;
    private final NodeParts parts;
    private final Links all;
    private final BoxRotation rotation;
    private final Facets facets;
    private final AttachedExtension extension;
    private final Supplier<Collection<String>> features;
    private final Membership membership;
    private final Links links = new ExtensionLinks();
    private final Routing routing;

    ExtensionContext(
            KernelParts kernel,
            NodeParts parts,
            Links links,
            Routing shared,
            BoxRotation rotation,
            Facets facets,
            Supplier<Collection<String>> features,
            AttachedExtension extension) {
        this.features = features;
        this.kernel = kernel;
        this.parts = parts;
        this.all = links;
        this.rotation = rotation;
        this.facets = facets;
        this.extension = extension;
        membership = new ExtensionMembership(parts.ledger(), extension);
        routing = new ExtensionRouting(shared, extension);
    }

    @Override
    public NodeId id() {
        return parts.id();
    }

    @Override
    public NetworkId network() {
        return parts.profile().network();
    }

    @Override
    public Loop loop() {
        return kernel.loop();
    }

    @Override
    public Randomness randomness() {
        return kernel.surroundings().randomness();
    }

    @Override
    public Executor workers() {
        return kernel.surroundings().loops().workers();
    }

    @Override
    public Executor blocking() {
        return kernel.surroundings().loops().blocking();
    }

    @Override
    public CryptoSuite suite() {
        return kernel.surroundings().suite();
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public Links links() {
        return links;
    }

    @Override
    public Routing routing() {
        return routing;
    }

    @Override
    public Collection<String> features() {
        return features.get();
    }

    @Override
    public PacketStore store() {
        return parts.store();
    }

    @Override
    public BlobStore blobs() {
        return parts.blobs();
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return parts.secrets().sign(label, message);
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) throws MalformedException {
        return parts.secrets().boxes().unbox(suite(), label, context, box);
    }

    @Override
    public Registration beforeBoxKeysGo(Supplier<CompletionStage<Void>> opened) {
        return extension.registerWhenLive(() -> rotation.before(opened));
    }

    @Override
    public Collection<NodeId> predecessors() {
        return parts.secrets().boxes().former().keySet();
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        return extension.registerWhenLive(() -> facets.offer(facet, offered));
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return facets.find(type);
    }

    @Override
    public <T> Registration follow(Class<T> type, Consumer<Optional<T>> watcher) {
        return extension.register(facets.follow(type, now -> {
            if (!extension.over()) {
                watcher.accept(now);
            }
        }));
    }

    @Override
    public Registration problem(String sentence) {
        return extension.register(kernel.problems().report(sentence));
    }

    /** Ends with the extension what it has registered. */
    private final class ExtensionLinks implements Links {
        @Override
        public Collection<NodeId> linked() {
            return all.linked();
        }

        @Override
        public Optional<LinkState> link(NodeId member) {
            return all.link(member);
        }

        @Override
        public Registration listen(Runnable listener) {
            return extension.register(all.listen(listener));
        }

        @Override
        public void want(NodeId member) {
            all.want(member);
        }

        @Override
        public Registration handle(Protocol protocol, ExchangeHandler handler) {
            return extension.registerWhenLive(() -> all.handle(protocol, handler));
        }
    }
}
