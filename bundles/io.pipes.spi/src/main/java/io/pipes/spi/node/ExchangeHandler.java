// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what happens on the exchanges of one protocol, on the node's loop. An exception thrown from here is logged and closes the
 * link: the other side misbehaved or this code did.
 */
@ConsumerType
public interface ExchangeHandler {
    /** A link is there; also called for links that exist when the handler is registered. */
    void opened(Exchange exchange);

    /** One message, as it was sent. Credit for it is granted when this returns, unless the exchange is paused. */
    void received(Exchange exchange, Bytes message);

    /** {@link Exchange#writable} became true again. */
    default void writable(Exchange exchange) {}

    /** The link has lost its connection and tries to get another one; what is sent waits. */
    default void interrupted(Exchange exchange) {}

    /** After {@link #interrupted}: the link has a connection again. */
    default void restored(Exchange exchange) {}

    /** The link has ended; nothing more can be sent. Not called when the handler itself is taken away. */
    void closed(Exchange exchange);
}
