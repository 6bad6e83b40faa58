// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What a transport brings to its contract test: two sides that reach each other, and a way to wait. Made anew for each test. */
public interface TransportBench extends AutoCloseable {
    /** How long a test waits before it calls it a hang, in seconds; ten times and more what a slow machine needs. */
    int HANG_SECONDS = 60;

    /** The transport that calls. */
    Transport calling();

    /** The transport that accepts; may be the one that calls. */
    Transport accepting();

    Loop callingLoop();

    /** A loop other than the calling one, so that mixing them up is seen. */
    Loop acceptingLoop();

    /** Where {@link #accepting} can listen and {@link #calling} can reach it; the port is 0. */
    Address anyPort();

    /** Does what the stop of the bundle does to {@link #accepting}. May block. */
    void stopAccepting();

    /**
     * Waits until the stage has completed; a simulation lets time pass instead.
     *
     * @return its result
     * @throws java.util.concurrent.ExecutionException with the stage's failure as the cause
     * @throws java.util.concurrent.TimeoutException when it hangs
     */
    default <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
    }

    /** Releases threads and ports. */
    @Override
    void close() throws Exception;
}
