// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.base.id.MessageId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.feed.AcknowledgedFeed;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.feed.Notices;
import io.pipes.gateway.rpc.Call;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalNetwork;
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

    private static final long MAX_WAITING = 1_024;
    private static final long DEFAULT_WAITING = 256;

    private final Resolver resolver;
    private final Scheduler scheduler;
    private final Subscribing subscribing;

    MessageMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
        subscribing = new Subscribing(scheduler);
    }

    void addTo(Map<String, Method> methods) {
        methods.put("message.send", this::send);
        methods.put("message.subscribe", this::subscribe);
        methods.put("message.acknowledge", this::acknowledge);
        methods.put("message.receipt", this::receipt);
        methods.put("message.waiting", this::waiting);
        methods.put("message.held", this::held);
    }

    private CompletionStage<JsonNode> send(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        NodeId to = resolver.node(network, params.needText("node"));
        Optional<Receipt> wanted = params.text("wait").map(MessageMethods::wanted);
        long patience = params.number("timeoutMillis", 0, MAX_WAIT_MILLIS).orElse(DEFAULT_WAIT_MILLIS);
        LocalMessaging messaging = Features.need(network, LocalMessaging.class, FEATURE);
        return handIn(messaging, to, Bodies.of(params), params.call())
                .thenCompose(sent -> wanted.isPresent()
                        ? await(messaging, sent, wanted.get(), patience, params.call())
                                .thenCompose(receipt -> row(sent, receipt, client, params))
                        : row(sent, sent.receipt(), client, params));
    }

    /** While the message waits for room other calls have this one's turn; when the call is over before that, the message is taken back. */
    private static CompletionStage<Sent> handIn(LocalMessaging messaging, NodeId to, Content content, Call call) {
        CompletableFuture<Sent> accepted = new CompletableFuture<>();
        CompletableFuture<Sent> sending = messaging
                .send(to, content, () -> {
                    if (!call.stepAside(content.bytes().size())) {
                        accepted.completeExceptionally(tooMuchWaits());
                    }
                })
                .toCompletableFuture();
        sending.whenComplete((sent, failure) -> {
            if (failure == null) {
                accepted.complete(sent);
            } else {
                accepted.completeExceptionally(failure);
            }
        });
        accepted.whenComplete((sent, failure) -> {
            if (failure != null) {
                sending.cancel(false);
            }
        });
        call.whenCancelled(() -> accepted.completeExceptionally(Call.cancellation()));
        return accepted;
    }

    private static PipesException tooMuchWaits() {
        return new PipesException(
                PipesException.Code.BUSY,
                "So much waits for this node, and for others that are away, that no more of your messages are kept waiting. Send"
                        + " this one again when some of them were answered.");
    }

    private static Receipt wanted(String wait) {
        return switch (wait) {
            case "delivered" -> Receipt.DELIVERED;
            case "held" -> Receipt.HELD;
            default ->
                throw Params.invalid(
                        "Parameter 'wait' can only be 'held' or 'delivered'. Leave it out to wait for nothing.");
        };
    }

    /** Waits for the receipt; when it does not come in time, the message is still on its way and the answer says how far it is. */
    private CompletionStage<Receipt> await(
            LocalMessaging messaging, Sent sent, Receipt wanted, long patienceMillis, Call call) {
        CompletableFuture<Receipt> last = new CompletableFuture<>();
        Cancellable timer = scheduler.schedule(
                Duration.ofMillis(patienceMillis),
                () -> progress(messaging, sent)
                        .whenComplete((receipt, failure) -> last.complete(failure == null ? receipt : sent.receipt())));
        CompletionStage<Receipt> told = wanted == Receipt.HELD ? sent.held() : sent.delivered();
        told.whenComplete((receipt, failure) -> {
            // Receipts come within milliseconds, patience lasts minutes: what is done must not wait for it in memory.
            timer.cancel();
            if (failure == null) {
                last.complete(receipt);
            } else {
                last.completeExceptionally(failure);
            }
        });
        call.whenCancelled(() -> {
            timer.cancel();
            last.complete(sent.receipt());
        });
        return last;
    }

    private static CompletionStage<Receipt> progress(LocalMessaging messaging, Sent sent) {
        return sent.message() instanceof MessageName.Direct direct
                ? messaging.receipt(direct)
                : CompletableFuture.completedFuture(sent.receipt());
    }

    private CompletionStage<JsonNode> receipt(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        MessageName.Direct name = name(params.needText("message"));
        return Features.need(network, LocalMessaging.class, FEATURE)
                .receipt(name)
                .thenApply(receipt -> Rows.receipt(name, receipt));
    }

    private static MessageName.Direct name(String text) {
        try {
            return MessageName.Direct.of(MessageId.parse(text));
        } catch (IllegalArgumentException nonsense) {
            throw Params.invalid(
                    "Parameter 'message' must be the whole id of a message to one node, as message.send says it.");
        }
    }

    private CompletionStage<JsonNode> waiting(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        int limit =
                params.number("limit", 1, MAX_WAITING).orElse(DEFAULT_WAITING).intValue();
        return Features.need(network, LocalMessaging.class, FEATURE)
                .waiting(limit)
                .thenApply(waiting -> Rows.list(waiting, message -> Rows.waiting(message, network)));
    }

    private CompletionStage<JsonNode> held(Client client, Params params) {
        return Features.need(resolver.network(params), LocalMessaging.class, FEATURE)
                .heldForOthers()
                .thenApply(Rows::held);
    }

    private static CompletionStage<JsonNode> row(Sent sent, Receipt receipt, Client client, Params params) {
        if (params.flag("follow")) {
            params.call().whenAnswered(() -> Following.begin(client, sent, receipt));
        }
        return CompletableFuture.completedFuture(Rows.sent(sent, receipt.text()));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        LocalNetwork network = resolver.joined(params);
        NetworkId networkId = network.id();
        Optional<NodeId> from = resolver.sender(network, params);
        String id = client.newSubscriptionId();
        Notices<Message> notices = MessageNotices.of(client, id, params, new MessageRows()::row);
        if (!params.flag("acknowledge")) {
            return subscribing.begin(
                    client,
                    params,
                    id,
                    Feed.Kind.HOLDING,
                    notices,
                    () -> messaging(networkId).messages(from));
        }
        new AcknowledgedFeed(
                        id,
                        Subscribing.window(params),
                        client,
                        notices,
                        () -> messaging(networkId).unconfirmed(from),
                        scheduler)
                .beginFor(client);
        return Subscribing.begun(client, params, id);
    }

    /** As it is when somebody subscribes again. */
    private LocalMessaging messaging(NetworkId network) {
        return Features.need(resolver.again(network), LocalMessaging.class, FEATURE);
    }

    private CompletionStage<JsonNode> acknowledge(Client client, Params params) {
        String id = params.needText("subscription");
        if (!(client.subscription(id) instanceof AcknowledgedFeed feed)) {
            throw Params.invalid(
                    "'subscription' is what 'message.subscribe' with 'acknowledge' has answered, and has not ended.");
        }
        long count = params.number("count", 1, Integer.MAX_VALUE).orElse(1L);
        return CompletableFuture.completedFuture(Rows.object().put("unacknowledged", feed.acknowledge(count)));
    }
}
