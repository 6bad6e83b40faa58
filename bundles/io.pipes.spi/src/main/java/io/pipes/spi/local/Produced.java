// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.message.MessageName;
import java.util.Optional;

/**
 * A message of a producer that is durable here.
 *
 * @param message which one it is; empty where it was published before and that is not remembered any more
 * @param repeated whether it was published before, or by another call that had not ended yet
 * @param storedAt at how many nodes, this one included, it was known to be durable when this was made
 */
public record Produced(Optional<MessageName.Published> message, boolean repeated, int storedAt) {
    /** The same message, durable at so many nodes. */
    public Produced storedAt(int nodes) {
        return new Produced(message, repeated, nodes);
    }

    /** The same message, for somebody who published it once more. */
    public Produced again() {
        return new Produced(message, true, storedAt);
    }
}
