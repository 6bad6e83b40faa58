// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** An address where connections are accepted. */
@ConsumerType
public interface Listener {
    /** The address in use, with the real port. */
    Address address();

    /** Stops accepting and releases the port; connections accepted before live on. Closing twice does nothing. */
    CompletionStage<Void> close();

    /** Completes when the listener has ended for whatever reason, for instance because its transport was stopped. */
    CompletionStage<Void> closed();
}
