// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.handshake.Call;
import io.pipes.node.handshake.Calling;
import io.pipes.node.invitation.JoinAnswer;
import io.pipes.node.peering.Caller;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.TransportException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the issuer of a ticket to be let in, at one address after the other. Request and answer travel inside the handshake. */
final class JoinCall implements Calling.Outcome {
    private final Caller caller;
    private final Call call;
    private final Deque<Address> left;
    private final String tried;
    private final CompletableFuture<JoinAnswer.Welcome> result = new CompletableFuture<>();
    private boolean silence;

    JoinCall(Caller caller, Call call, List<Address> addresses) {
        this.caller = caller;
        this.call = call;
        left = new ArrayDeque<>(addresses);
        tried = String.join(", ", addresses.stream().map(Address::toString).toList());
    }

    CompletionStage<JoinAnswer.Welcome> begin() {
        next();
        return result;
    }

    private void next() {
        Address address = left.poll();
        if (address != null) {
            caller.call(address, call, this);
        } else {
            result.completeExceptionally(silence ? unknown() : unreachable());
        }
    }

    private PipesException unknown() {
        return new PipesException(
                PipesException.Code.TICKET_INVALID,
                "The node at " + tried + " does not accept this ticket. Ask for a new one.");
    }

    private PipesException unreachable() {
        String where = tried.isEmpty() ? "The ticket names no address." : "It should be at " + tried + ".";
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "The node that issued this ticket cannot be reached now. " + where
                        + " Have it started, then join again with the same ticket.");
    }

    @Override
    public void answered(Intake intake, Bytes payload, SessionSecret secret) {
        secret.toInitiator().close();
        secret.toResponder().close();
        intake.ignore();
        intake.connection().close();
        try {
            JoinAnswer answer = JoinAnswer.decode(payload);
            if (answer instanceof JoinAnswer.Welcome welcome) {
                result.complete(welcome);
            } else if (answer instanceof JoinAnswer.Refused refused) {
                result.completeExceptionally(refused.refusal().exception());
            }
        } catch (MalformedException e) {
            silence = true;
            next();
        }
    }

    @Override
    public void failed(TransportException why) {
        silence |= why.reason() == TransportException.Reason.CLOSED;
        next();
    }
}
