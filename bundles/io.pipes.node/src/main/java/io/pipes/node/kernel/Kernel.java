// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.network.Network;
import io.pipes.api.network.Networks;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletionStage;

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
public final class Kernel implements Networks {
    public Kernel(Surroundings surroundings) {}

    /** Begins to load, listen and dial. Completes when every stored node was loaded or reported as a problem. */
    public CompletionStage<Void> start() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Says goodbye to all peers, detaches all extensions and closes all stores. */
    public CompletionStage<Void> stop() {
        throw new UnsupportedOperationException("not yet");
    }

    public void add(Transport transport) {}

    /** Forgets a transport; its links end, and come back when one of its scheme is added again. */
    public void remove(Transport transport) {}

    /** Attaches an extension to every node, now and later. */
    public void add(NodeExtension extension) {}

    /** Detaches an extension from every node; completes when it has left nothing behind. Links stay. */
    public CompletionStage<Void> remove(NodeExtension extension) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public CompletionStage<Network> create(String name, IdentityId identity) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public CompletionStage<Network> join(String ticket, IdentityId identity) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public List<Network> list() {
        return List.of();
    }

    @Override
    public boolean ready() {
        return false;
    }

    @Override
    public List<String> listenAddresses() {
        return List.of();
    }

    @Override
    public List<String> problems() {
        return List.of();
    }
}
