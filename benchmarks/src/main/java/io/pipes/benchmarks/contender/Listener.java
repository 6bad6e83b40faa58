// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import java.nio.ByteBuffer;

/** Hears messages, on whatever thread the contender uses for that. */
@FunctionalInterface
public interface Listener {
    /** @param message valid only during the call */
    void received(ByteBuffer message);
}
