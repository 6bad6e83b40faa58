// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Clock;
import io.pipes.node.link.LinkParts;
import io.pipes.node.peering.Caller;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all nodes of one kernel have in common.
 *
 * @param gate where all callers arrive
 * @param listening where the process can be reached now; for the loop
 */
record KernelParts(
        Surroundings surroundings,
        Loop loop,
        LinkParts links,
        Caller caller,
        Transport.Acceptor gate,
        NodeKeyring keyring,
        Problems problems,
        Supplier<List<Address>> listening) {
    Clock clock() {
        return loop.clock();
    }

    Timing timing() {
        return surroundings.timing();
    }
}
