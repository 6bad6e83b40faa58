// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Routing;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A node without members whose workers work when the test says so. */
final class BusyNode implements NodeContext {
    final Queue<Runnable> work = new ArrayDeque<>();
    private final VirtualTime time;
    private final SimulatedLoop loop;
    private final PacketStore store;
    private final CryptoSuite suite = new Pipes1Suite();
    private final SigningKey key;

    BusyNode(VirtualTime time) {
        this.time = time;
        loop = new SimulatedLoop(time, "busy");
        key = suite.newSigningKey(time.randomness("key"));
        var opened = new MemoryPacketStores(new StoreShelf(), Duration.ofMillis(1))
                .open("node", Secret.copyOf(new byte[32]), loop);
        time.runFor(Duration.ofMillis(1));
        store = opened.toCompletableFuture().join();
    }

    @Override
    public NodeId id() {
        return NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    }

    @Override
    public NetworkId network() {
        return NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Randomness randomness() {
        return time.randomness("busy");
    }

    @Override
    public Executor workers() {
        return work::add;
    }

    @Override
    public Executor blocking() {
        throw new UnsupportedOperationException("nothing blocks");
    }

    @Override
    public CryptoSuite suite() {
        return suite;
    }

    @Override
    public Membership membership() {
        throw new UnsupportedOperationException("it has no members");
    }

    @Override
    public Links links() {
        throw new UnsupportedOperationException("it has no links");
    }

    @Override
    public Routing routing() {
        throw new UnsupportedOperationException("it has no ways");
    }

    @Override
    public Collection<String> features() {
        return List.of();
    }

    @Override
    public PacketStore store() {
        return store;
    }

    @Override
    public BlobStore blobs() {
        throw new UnsupportedOperationException("it has no blobs");
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return key.sign(label, message);
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) {
        throw new UnsupportedOperationException("it opens nothing");
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        return () -> {};
    }

    @Override
    public Registration problem(String sentence) {
        throw new AssertionError(sentence);
    }
}
