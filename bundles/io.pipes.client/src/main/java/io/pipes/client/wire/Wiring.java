// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.wire;

import java.util.concurrent.CompletionStage;

/** The way to one node process. May be used from any thread. */
@FunctionalInterface
public interface Wiring {
    /**
     * Connects, without blocking. The first message has to be {@code auth}.
     *
     * @param ear hears what comes, also before the stage completes
     * @return fails with a {@link io.pipes.api.PipesException}: {@code UNREACHABLE} when nobody is there just now, and another code when another
     *     try makes no sense
     */
    CompletionStage<Wire> connect(Wire.Ear ear);

    /** How much the node takes before it has answered, in bytes, unless its answer to {@code auth} says it. */
    default long unansweredBytes() {
        return Long.MAX_VALUE;
    }
}
