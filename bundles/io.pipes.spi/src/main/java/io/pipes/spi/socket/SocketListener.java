// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Where sockets are accepted. May be used from any thread; stages complete on the listener's loop. */
@ConsumerType
public interface SocketListener {
    /** With the real port. */
    Endpoint endpoint();

    /**
     * Stops accepting, releases the port and removes the file of a Unix socket; sockets accepted before live on. Closing twice does
     * nothing.
     */
    CompletionStage<Void> close();

    /** Completes when the listener has ended for whatever reason, for instance because its provider was stopped. */
    CompletionStage<Void> closed();
}
