// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One way in, for one caller who knows its secret: a node for its members, or one of its invitations. Used on the loop. */
public interface Door {
    NetworkId network();

    KeyPair linkKey();

    /** Stays the door's. */
    Secret psk();

    /**
     * Decides about a caller.
     *
     * @param linkKey what the caller has shown to be its key, unless the message was replayed
     * @return what to answer; empty or a failure means silence
     */
    CompletionStage<Optional<Bytes>> answer(Bytes linkKey, Bytes payload);

    /**
     * The answer is on its way; the caller has not proven yet that it is there now.
     *
     * @param secret belongs to the door now
     */
    void entered(Intake intake, SessionSecret secret);

    /** Nothing came of it, or all of it is done. */
    void shut();
}
