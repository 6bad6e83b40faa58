// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Calling;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.TransportException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out which member is at an address, by calling it as if it were one after the other: whoever is called by another's key says
 * nothing.
 */
public final class Search {
    private final Address address;
    private final ArrayDeque<Map.Entry<NodeId, Bytes>> candidates;
    private final Caller caller;
    private final Neighbourhood neighbourhood;
    private final CompletableFuture<NodeId> found = new CompletableFuture<>();

    /** @param candidates who may be there, with their link keys, the most likely first; at least one */
    public Search(
            Address address,
            Iterable<Map.Entry<NodeId, Bytes>> candidates,
            Caller caller,
            Neighbourhood neighbourhood) {
        this.address = address;
        this.candidates = new ArrayDeque<>();
        candidates.forEach(this.candidates::add);
        this.caller = caller;
        this.neighbourhood = neighbourhood;
    }

    /** Completes with the node that answered; a link to it has then begun. Fails with {@code UNREACHABLE} or {@code NOT_FOUND}. */
    public CompletionStage<NodeId> begin() {
        next();
        return found;
    }

    private void next() {
        Map.Entry<NodeId, Bytes> candidate = candidates.poll();
        if (candidate == null) {
            found.completeExceptionally(new PipesException(
                    PipesException.Code.NOT_FOUND,
                    "Nobody at " + address
                            + " answers as a member of this network. Check the address and that it runs there."));
            return;
        }
        caller.call(address, neighbourhood.call(candidate.getValue()), new Answer(candidate));
    }

    private final class Answer implements Calling.Outcome {
        private final Map.Entry<NodeId, Bytes> expected;

        Answer(Map.Entry<NodeId, Bytes> expected) {
            this.expected = expected;
        }

        @Override
        public void answered(Intake intake, Bytes payload, SessionSecret secret) {
            neighbourhood.answered(expected.getKey(), expected.getValue(), intake, payload, secret);
            found.complete(expected.getKey());
        }

        @Override
        public void failed(TransportException why) {
            boolean silence = why.reason() == TransportException.Reason.CLOSED;
            if (!silence) {
                found.completeExceptionally(new PipesException(
                        PipesException.Code.UNREACHABLE,
                        "Nobody can be reached at " + address + " now. Try again later."));
            } else {
                next();
            }
        }
    }
}
