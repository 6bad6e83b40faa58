// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs something later, on the one thread of the node it belongs to.
 *
 * <p><b>Threads.</b> May be called from any thread; tasks run on the node's thread, one at a time, so they must not block.
 */
@ProviderType
public interface Scheduler {
    /**
     * Runs the task once, not before the delay has passed. Tasks due at the same moment run in the order they were scheduled.
     *
     * @param delay zero or less means as soon as the node's thread is free, but never inside this call
     * @param task what it throws is logged and ends nothing else
     */
    Cancellable schedule(Duration delay, Runnable task);
}
