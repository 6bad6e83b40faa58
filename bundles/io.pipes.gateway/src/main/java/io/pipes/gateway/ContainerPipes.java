// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.api.Home;
import io.pipes.api.Pipes;
import io.pipes.api.ProcessStatus;
import io.pipes.api.identity.Identities;
import io.pipes.api.network.Networks;
import io.pipes.base.Randomness;
import io.pipes.base.Scheduler;
import io.pipes.client.handle.ClientPipes;
import io.pipes.client.wire.Wiring;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The Pipes that bundles of this container find as a service. They share it, so none of them closes it. */
final class ContainerPipes implements Pipes {
    /** An application's executor is not involved, so it takes moments. */
    private static final int END_SECONDS = 5;

    private final AtomicInteger threads = new AtomicInteger();

    /** As many threads as block at a time: what applications do here may. */
    private final ExecutorService callbacks = Executors.newCachedThreadPool(this::thread);

    private final ClientPipes pipes;

    ContainerPipes(Wiring wiring, Scheduler scheduler, Randomness randomness) {
        pipes = ClientPipes.over(wiring, Optional.empty(), callbacks, scheduler, randomness);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "pipes-callback-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Identities identities() {
        return pipes.identities();
    }

    @Override
    public Networks networks() {
        return pipes.networks();
    }

    @Override
    public Home home() {
        return pipes.home();
    }

    @Override
    public CompletionStage<ProcessStatus> status() {
        return pipes.status();
    }

    /** Does nothing: others have it too. */
    @Override
    public void close() {}

    /**
     * Ends it for all: calls that wait fail, subscriptions end, and no thread stays. Returns when they have been told, because the bundle may be
     * gone right after.
     */
    void end() {
        pipes.close();
        pipes.ended()
                .toCompletableFuture()
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
        callbacks.shutdown();
    }
}
