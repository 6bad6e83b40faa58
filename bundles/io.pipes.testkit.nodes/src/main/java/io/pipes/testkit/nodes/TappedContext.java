// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
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

/** A node as a feature sees it, but for its links. Features ask it several times for each message: a proxy would cost more than they do. */
final class TappedContext implements NodeContext {
    private final NodeContext node;
    private final Links links;

    TappedContext(NodeContext node, Links links) {
        this.node = node;
        this.links = links;
    }

    @Override
    public Links links() {
        return links;
    }

    @Override
    public NodeId id() {
        return node.id();
    }

    @Override
    public NetworkId network() {
        return node.network();
    }

    @Override
    public Loop loop() {
        return node.loop();
    }

    @Override
    public Clock clock() {
        return node.clock();
    }

    @Override
    public Randomness randomness() {
        return node.randomness();
    }

    @Override
    public Executor workers() {
        return node.workers();
    }

    @Override
    public CryptoSuite suite() {
        return node.suite();
    }

    @Override
    public Membership membership() {
        return node.membership();
    }

    @Override
    public Routing routing() {
        return node.routing();
    }

    @Override
    public Collection<String> features() {
        return node.features();
    }

    @Override
    public Executor blocking() {
        return node.blocking();
    }

    @Override
    public PacketStore store() {
        return node.store();
    }

    @Override
    public BlobStore blobs() {
        return node.blobs();
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return node.sign(label, message);
    }

    @Override
    public Collection<NodeId> predecessors() {
        return node.predecessors();
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) throws MalformedException {
        return node.unbox(label, context, box);
    }

    @Override
    public Registration beforeBoxKeysGo(Supplier<CompletionStage<Void>> opened) {
        return node.beforeBoxKeysGo(opened);
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        return node.offer(facet, offered);
    }

    @Override
    public <T> Optional<T> facet(Class<T> type) {
        return node.facet(type);
    }

    @Override
    public <T> Registration follow(Class<T> type, Consumer<Optional<T>> watcher) {
        return node.follow(type, watcher);
    }

    @Override
    public Registration problem(String sentence) {
        return node.problem(sentence);
    }
}
