// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import java.util.concurrent.CompletionStage;

/** Opens connections for sessions that are there already. Used on the loop. */
@FunctionalInterface
public interface Dialer {
    /** Completes on the loop; fails when nothing answers there, or when no transport is there at the moment. */
    CompletionStage<Connection> dial(Address address);
}
