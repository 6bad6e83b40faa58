// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Sent;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** A counter of a {@link ReplicatedState}: the sum of what everybody has added, each time once. */
@ProviderType
public interface ReplicatedCounter {
    /**
     * Adds to the counter, or takes away.
     *
     * @param delta any number
     * @return completes and fails as {@link ReplicatedMap#put} does
     */
    CompletionStage<Sent> add(long delta);

    /** The sum; the nearest long if it is none. The sum itself is exact and comes back into range. */
    CompletionStage<Long> value();

    /** First the value, then what it changes to; whoever is slow gets the latest. See {@link ReplicatedMap#changes}. */
    Flow.Publisher<Long> changes();
}
