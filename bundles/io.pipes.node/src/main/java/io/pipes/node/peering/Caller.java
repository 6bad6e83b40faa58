// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Randomness;
import io.pipes.node.handshake.Call;
import io.pipes.node.handshake.Calling;
import io.pipes.node.link.LinkParts;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls addresses: opens a connection and makes a handshake over it. Lives on the loop. */
public final class Caller {
    private final LinkParts parts;
    private final Randomness randomness;
    private final Carriers carriers;
    private final Duration patience;

    public Caller(LinkParts parts, Randomness randomness, Carriers carriers, Duration patience) {
        this.parts = parts;
        this.randomness = randomness;
        this.carriers = carriers;
        this.patience = patience;
    }

    /** Begins a call; its outcome is told unless it is abandoned. */
    public Attempt call(Address address, Call call, Calling.Outcome outcome) {
        return call(() -> connect(address), call, outcome);
    }

    /** As the other one, over a connection that is opened otherwise. */
    public Attempt call(Supplier<CompletionStage<Connection>> opening, Call call, Calling.Outcome outcome) {
        Attempt attempt = new Attempt(call, outcome);
        CompletionStage<Connection> connection = parts.suite().isLinkKey(call.called())
                ? opening.get()
                : unsupported("The key of the one to be called is none");
        // Never before this returns, whatever it is that opens connections.
        connection.whenCompleteAsync(attempt::connected, parts.loop());
        return attempt;
    }

    /** Opens a connection and says nothing over it yet. */
    public CompletionStage<Connection> connect(Address address) {
        return carriers.of(address.scheme())
                .map(transport -> transport.connect(address, parts.loop(), patience))
                .orElseGet(() -> unsupported("No transport for " + address.scheme() + " is installed"));
    }

    private static CompletionStage<Connection> unsupported(String sentence) {
        return CompletableFuture.failedFuture(new TransportException(TransportException.Reason.UNSUPPORTED, sentence));
    }

    /** One call. */
    public final class Attempt {
        private final Call call;
        private final Calling.Outcome outcome;
        private @Nullable Calling calling;
        private boolean over;

        private Attempt(Call call, Calling.Outcome outcome) {
            this.call = call;
            this.outcome = outcome;
        }

        private void connected(@Nullable Connection connection, @Nullable Throwable failure) {
            if (connection == null) {
                failed(asTransportException(failure));
            } else if (over) {
                connection.abort();
            } else {
                calling = new Calling(call, parts, randomness, connection, outcome);
                calling.start();
            }
        }

        private void failed(TransportException why) {
            if (!over) {
                over = true;
                outcome.failed(why);
            }
        }

        /** Gives up in silence. */
        public void abandon() {
            over = true;
            if (calling != null) {
                calling.abandon();
            }
        }
    }

    private static TransportException asTransportException(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TransportException known
                ? known
                : new TransportException(TransportException.Reason.UNREACHABLE, String.valueOf(cause));
    }
}
