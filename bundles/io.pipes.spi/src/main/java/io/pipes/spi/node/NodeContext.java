// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A node as its extensions see it.
 *
 * <p><b>Threads.</b> Everything is used on {@link #loop} unless it says otherwise, and every callback arrives there.
 */
@ProviderType
public interface NodeContext {
    NodeId id();

    NetworkId network();

    Loop loop();

    /** Time of this node; the only clock an extension may use. */
    default Clock clock() {
        return loop().clock();
    }

    /** May be used from any thread. */
    Randomness randomness();

    /** For hashing, signing and sealing; in a simulation it runs inline. Results must come back through {@link #loop}. */
    Executor workers();

    /** For what blocks, such as files that are no store: a bounded number of threads. Results must come back through {@link #loop}. */
    Executor blocking();

    CryptoSuite suite();

    /** Who belongs to the network, and what was recorded in its membership log. */
    Membership membership();

    /** Links to other nodes. */
    Links links();

    /** Ways to members that are no peers. */
    Routing routing();

    /** Names of the features that are attached to this node now, in order. */
    Collection<String> features();

    /** The node's store; an extension uses areas that begin with its name and a slash. */
    PacketStore store();

    /** The node's blobs: what is too long for an entry of the store. All extensions see all of them, by address. */
    BlobStore blobs();

    /** Signs with the node's key. May be used from any thread. */
    Bytes sign(Label label, Bytes message);

    /** Opens a box made for this node's box key, the current one or an earlier one that it still has. May be used from any thread. */
    Bytes unbox(Label label, Bytes context, Bytes box) throws MalformedException;

    /**
     * Nodes whose place this one took because it was restored from a backup of theirs, and whose box keys it still has: {@link #unbox}
     * opens what was boxed to them. They are members no more.
     */
    default Collection<NodeId> predecessors() {
        return List.of();
    }

    /**
     * Registers what is to be done before earlier box keys of this node, or those of its predecessors, are destroyed, whereupon {@link
     * #unbox} opens nothing any more that was made for them. Nothing is destroyed unless all features that have registered something
     * succeed with it, and nothing at all while none has.
     *
     * @param opened completes when everything that the feature needs of boxes it knows of is opened and durable, or fails if it is not
     */
    default Registration beforeBoxKeysGo(Supplier<CompletionStage<Void>> opened) {
        return () -> {};
    }

    /**
     * Offers a facet: an API interface through which applications, and other features, reach this feature on this network. Taken away when
     * the extension is detached.
     */
    <T> Registration offer(Class<T> facet, T offered);

    /**
     * What another feature offers on this node now; empty while none does. May be used from any thread. Who keeps it {@linkplain #follow
     * follows} it, since it ends when its feature is replaced.
     */
    default <T> Optional<T> facet(Class<T> type) {
        return Optional.empty();
    }

    /**
     * Follows what another feature offers. The watcher is told on the loop: what is there, before this returns, and each change from then
     * on; between one facet and its successor always that there is none. It is told nothing any more once the registration is closed or
     * the extension is detached. What it throws is logged.
     *
     * <p>A facet that is told to be gone takes no work any more, and what was registered with it is gone as well.
     */
    default <T> Registration follow(Class<T> type, Consumer<Optional<T>> watcher) {
        watcher.accept(facet(type));
        return () -> {};
    }

    /** Reports something an operator should see in {@code status}, until closed. */
    Registration problem(String sentence);
}
