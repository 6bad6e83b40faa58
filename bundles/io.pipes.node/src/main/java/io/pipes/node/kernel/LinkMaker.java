// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;

/** Turns a finished handshake into a link. */
@FunctionalInterface
interface LinkMaker {
    /** @param secret taken over, as is the connection */
    void begin(NodeId peer, Bytes peerKey, Intake intake, SessionSecret secret, boolean initiator);
}
