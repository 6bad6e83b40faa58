// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.spi.transport.Transport;
import java.util.Optional;

/** The transports that are there now. Used on the loop. */
@FunctionalInterface
public interface Carriers {
    /** The transport for addresses of a scheme; empty while there is none. */
    Optional<Transport> of(String scheme);
}
