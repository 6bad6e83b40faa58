// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.loop;

import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One logical thread. Whatever state belongs to a loop is only touched on it, so protocol code needs no locks.
 *
 * <p><b>Threads.</b> {@link #execute} and {@link #schedule} may be called from any thread; tasks run one after the other, in
 * the order they were handed in. A task must not block.
 *
 * <p><b>Failure.</b> A task that throws is logged and does not end the loop. After the runtime has stopped, tasks are refused
 * with {@link java.util.concurrent.RejectedExecutionException}.
 */
@ProviderType
public interface Loop extends Executor, Scheduler {
    /** Whether the caller runs on this loop now. */
    boolean inLoop();

    /** The time that belongs to this loop: real in production, virtual in a simulation. */
    Clock clock();
}
