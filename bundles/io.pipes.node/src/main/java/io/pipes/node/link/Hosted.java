// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Protocol;
import org.jspecify.annotations.Nullable;

/** A protocol that this node handles, or did until a moment ago, while its handler is being replaced. */
final class Hosted {
    final Protocol protocol;

    /** Needed before the two sides are in step, such as the exchange of the membership log itself. */
    final boolean early;

    private @Nullable ExchangeHandler handler;
    private int changes;

    Hosted(Protocol protocol, boolean early, ExchangeHandler handler) {
        this.protocol = protocol;
        this.early = early;
        this.handler = handler;
    }

    @Nullable
    ExchangeHandler handler() {
        return handler;
    }

    /** How often the handler changed; tells one absence from the next. */
    int changes() {
        return changes;
    }

    void handledBy(@Nullable ExchangeHandler next) {
        handler = next;
        changes++;
    }
}
