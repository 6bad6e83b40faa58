// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A call that may take long: a stage that says how far it is and can be broken off. It goes on whether anybody looks or not.
 *
 * @param <T> what it completes with
 */
@ProviderType
public interface Task<T> extends CompletionStage<T> {
    /**
     * How far it is: what was told last, if anything was, and then what is told, at most ten times a second. Whoever is slow gets the latest
     * and not those in between.
     *
     * @return any number of subscribers; completes when the task is over, however it ended
     */
    Flow.Publisher<Progress> progress();

    /**
     * Breaks it off: it fails with {@code CANCELLED}, and the node is told to stop. What it had done until then stays done, unless the method
     * that began it says otherwise. Does nothing when it is over.
     */
    void cancel();
}
