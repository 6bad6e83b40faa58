// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.base.Bytes;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code content.*}: messages of any length, piece by piece. As with archives the files are the client's, and who asks for the next piece says
 * so when it has dealt with the one before.
 */
final class ContentMethods {
    private final Resolver resolver;
    private final Scheduler scheduler;
    private final Slots slots = new Slots();

    ContentMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("content.publish", this::publish);
        methods.put("content.write", this::write);
        methods.put("content.open", this::open);
        methods.put("content.read", this::read);
    }

    /** A message that a client hands in. */
    private static final class Writing implements Client.Subscription {
        private final MessageDraft draft;
        private final Slots.Slot slot;
        private long taken;

        Writing(MessageDraft draft, Slots.Slot slot) {
            this.draft = draft;
            this.slot = slot;
        }

        @Override
        public void grant(long count) {}

        @Override
        public void cancel() {
            draft.discard();
            slot.free();
        }
    }

    private CompletionStage<JsonNode> publish(Client client, Params params) {
        LocalPipeline pipeline = PipelineMethods.pipeline(resolver.network(params), params.needText("name"));
        String type = params.text("contentType").orElse(Bodies.BYTES);
        // Last of all: what is refused before must not keep a place that nobody gives back.
        Slots.Slot slot = slots.take(client);
        return slot.keptFor(() -> pipeline.draft(type).thenApply(draft -> {
            String id = client.newSubscriptionId();
            client.add(id, new Writing(draft, slot));
            return Rows.object().put("content", id);
        }));
    }

    private CompletionStage<JsonNode> write(Client client, Params params) {
        String id = params.needText("content");
        if (!(client.subscription(id) instanceof Writing writing)) {
            throw Params.invalid("'content' is what 'content.publish' has answered.");
        }
        Optional<Bytes> piece = params.bytes("base64");
        CompletionStage<JsonNode> written = piece.isPresent()
                ? writing.draft.write(piece.get()).thenApply(done -> {
                    writing.taken += piece.get().size();
                    return Rows.object().put("takenBytes", writing.taken);
                })
                : writing.draft
                        .publish()
                        .thenApply(sent -> Rows.sent(sent, sent.receipt().text()));
        return written.whenComplete((answer, failure) -> {
            if (failure != null || piece.isEmpty()) {
                client.forget(id);
                writing.cancel();
            }
        });
    }

    private CompletionStage<JsonNode> open(Client client, Params params) {
        NetworkId network = resolver.network(params).id();
        String name = params.needText("name");
        MessagePlace place = MessagePlace.of(params.needText("message"));
        long from = params.number("fromBytes", 0, ContentSource.MAX_BYTES).orElse(0L);
        Supplier<CompletionStage<Message>> find =
                () -> place.find(PipelineMethods.pipeline(resolver.again(network), name));
        Slots.Slot slot = slots.take(client);
        return slot.keptFor(() -> find.get().thenApply(message -> {
            String id = client.newSubscriptionId();
            ContentReading reading = new ContentReading(message, from, find, scheduler, slot::free);
            client.add(id, reading);
            return reading.row().put("content", id);
        }));
    }

    private CompletionStage<JsonNode> read(Client client, Params params) {
        String id = params.needText("content");
        if (!(client.subscription(id) instanceof ContentReading reading)) {
            throw Params.invalid("'content' is what 'content.open' has answered.");
        }
        return reading.read().whenComplete((row, failure) -> {
            if (reading.isOver()) {
                client.forget(id);
            }
        });
    }
}
