// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Call;
import io.pipes.api.service.Handler;
import io.pipes.api.service.Offer;
import io.pipes.base.id.NodeId;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Failures;
import io.pipes.client.call.Line;
import io.pipes.client.call.Standing;
import io.pipes.client.row.Contents;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A service that this program offers, on each connection anew. Belongs to the strand; the handler runs on the application's executor.
 *
 * <p>An answer belongs to the connection on which it was asked for: after a lost one the node asks again.
 */
final class ClientOffer implements Offer, Standing {
    /** So many calls may be with the handler at once. */
    private static final int AT_ONCE = 64;

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** After a failure that may last: this node may have been removed, and be let in again. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(5);

    private final Conversation conversation;
    private final String service;
    private final ObjectNode params;
    private final Handler handler;
    private final CompletableFuture<Offer> made = new CompletableFuture<>();
    private @Nullable Line line;
    private @Nullable String subscription;
    private boolean accepted;
    private boolean over;

    ClientOffer(Conversation conversation, String service, ObjectNode params, Handler handler) {
        this.conversation = conversation;
        this.service = service;
        this.params = params.put("window", AT_ONCE);
        this.handler = handler;
    }

    /** Completes with this when members have heard of it. */
    CompletionStage<Offer> made() {
        return made;
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public void connected(Line next) {
        line = next;
        offer(next);
    }

    private void offer(Line on) {
        if (over || on.isOver()) {
            return;
        }
        on.subscribe("service.offer", params.deepCopy(), new Line.Answer() {
            @Override
            public void answered(JsonNode result) {
                offered(on, result.path("subscription").asText());
            }

            @Override
            public void failed(PipesException why) {
                if (accepted) {
                    // After a lost connection the node may still hold the offer that was made on it.
                    boolean soon = why.code().retry() || why.code() == PipesException.Code.ALREADY_EXISTS;
                    offerAfter(soon ? PAUSE : LONG_PAUSE, on);
                } else {
                    ended(why);
                }
            }
        });
    }

    private void offerAfter(Duration pause, Line on) {
        conversation.scheduler().schedule(pause, () -> conversation.strand().execute(() -> offer(on)));
    }

    private void offered(Line on, String id) {
        if (over) {
            on.cancel(id);
            return;
        }
        subscription = id;
        accepted = true;
        on.listen(id, (what, said) -> heard(on, what, said));
        conversation.callbacks().execute(() -> made.complete(this));
    }

    private void heard(Line on, String what, JsonNode said) {
        switch (what) {
            case "service.called" -> conversation.callbacks().execute(() -> called(on, new Row(said)));
            case "ended" -> {
                subscription = null;
                offerAfter(PAUSE, on);
            }
            default -> {
                // A newer node may tell more.
            }
        }
    }

    private void called(Line on, Row row) {
        String call = row.text("call");
        answer(row)
                .whenComplete((content, failure) ->
                        conversation.strand().execute(() -> answered(on, answer(call, content, failure))));
    }

    /** Whatever the handler does, there is an answer: until then the call takes a place. */
    private CompletionStage<Content> answer(Row row) {
        try {
            CompletionStage<Content> answer = handler.answer(new Call(
                    row.text("service"),
                    row.value("node", NodeId::parse),
                    row.text("name"),
                    Contents.content(row),
                    Duration.ofMillis(row.number("deadlineMillis"))));
            return Objects.requireNonNull(answer, "The handler gave no stage").thenApply(ClientOffer::checked);
        } catch (Throwable failure) {
            // Somebody waits for an answer, whatever it is.
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static Content checked(Content answer) {
        int size = answer.bytes().size();
        if (size > Content.MAX_BYTES) {
            throw Sizes.tooLarge(Content.MAX_BYTES, size);
        }
        return answer;
    }

    private static ObjectNode answer(String call, @Nullable Content content, @Nullable Throwable failure) {
        ObjectNode answer = Params.none().put("call", call);
        if (content != null) {
            return Params.with(answer, content);
        }
        // What else went wrong may hold what the caller must not see.
        PipesException why = Failures.of(failure == null ? new NullPointerException() : failure);
        return answer.put(
                "error",
                why.code() == PipesException.Code.INTERNAL
                        ? "The service failed. Its log may say why."
                        : why.getMessage());
    }

    private void answered(Line on, ObjectNode answer) {
        if (!on.isOver() && on.equals(line)) {
            on.tell("service.answer", answer);
            if (subscription != null) {
                on.tell(
                        "subscription.grant",
                        Params.none().put("subscription", subscription).put("count", 1));
            }
        }
    }

    @Override
    public void disconnected() {
        line = null;
        subscription = null;
    }

    @Override
    public void ended(PipesException why) {
        stop();
        conversation.callbacks().execute(() -> made.completeExceptionally(why));
    }

    @Override
    public void close() {
        conversation.strand().execute(this::stop);
    }

    private void stop() {
        if (over) {
            return;
        }
        over = true;
        conversation.drop(this);
        if (line != null && subscription != null) {
            line.cancel(subscription);
        }
    }
}
