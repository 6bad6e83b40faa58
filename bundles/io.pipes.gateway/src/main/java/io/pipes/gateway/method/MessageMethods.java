// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.Message;
import io.pipes.api.message.Messaging;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code message.*}. */
final class MessageMethods {
    private static final String FEATURE = "pipeline";
    private static final long DEFAULT_WAIT_MILLIS = 10_000;
    private static final long MAX_WAIT_MILLIS = 600_000;

    private final Resolver resolver;
    private final Scheduler scheduler;

    MessageMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("message.send", this::send);
        methods.put("message.subscribe", this::subscribe);
    }

    private CompletionStage<JsonNode> send(Client client, Params params) {
        Network network = resolver.network(params);
        NodeId to = resolver.node(network, params.needText("node"));
        boolean delivered = params.text("wait").map(MessageMethods::delivered).orElse(false);
        long patience = params.number("timeoutMillis", 0, MAX_WAIT_MILLIS).orElse(DEFAULT_WAIT_MILLIS);
        return Features.need(network, Messaging.class, FEATURE)
                .send(to, Bodies.of(params))
                .thenCompose(sent -> delivered ? await(sent, patience) : row(sent, sent.receipt()));
    }

    private static boolean delivered(String wait) {
        if (!wait.equals("delivered")) {
            throw Params.invalid("Parameter 'wait' can only be 'delivered'. Leave it out to wait for nothing.");
        }
        return true;
    }

    /** Waits for the receipt; when it does not come in time, the message is still on its way and the answer says so. */
    private CompletionStage<JsonNode> await(Sent sent, long patienceMillis) {
        CompletableFuture<Receipt> last = new CompletableFuture<>();
        Cancellable timer = scheduler.schedule(Duration.ofMillis(patienceMillis), () -> last.complete(sent.receipt()));
        sent.delivered().whenComplete((receipt, failure) -> {
            // Receipts come within milliseconds, patience lasts minutes: what is done must not wait for it in memory.
            timer.cancel();
            if (failure == null) {
                last.complete(receipt);
            } else {
                last.completeExceptionally(failure);
            }
        });
        return last.thenCompose(receipt -> row(sent, receipt));
    }

    private static CompletionStage<JsonNode> row(Sent sent, Receipt receipt) {
        return CompletableFuture.completedFuture(Rows.sent(sent, receipt.text()));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        Network network = resolver.joined(params);
        NetworkId networkId = network.id();
        Optional<NodeId> from = resolver.sender(network, params);
        String id = client.newSubscriptionId();
        Feed<Message> feed = new Feed<>(
                id,
                Feed.Kind.HOLDING,
                params.number("window", 1, Feed.MAX_WINDOW).orElse(Feed.DEFAULT_WINDOW),
                client,
                "message",
                () -> Features.need(resolver.again(networkId), Messaging.class, FEATURE)
                        .messages(from),
                Rows::told,
                scheduler);
        feed.beginFor(client);
        return CompletableFuture.completedFuture(Rows.object().put("subscription", id));
    }
}
