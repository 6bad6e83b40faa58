// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Failures;
import io.pipes.client.call.Line;
import io.pipes.client.call.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's subscription at the node: made anew on each connection, where the one before had come to. Belongs to the strand.
 *
 * @param <T> what the subscriber gets
 */
final class Reader<T> implements Standing, Line.Listener, Delivery.Taking {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Conversation conversation;
    private final Source<T> source;
    private final Delivery<T> delivery;
    private final Window window = new Window();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private @Nullable Line line;
    private @Nullable String subscription;
    private boolean begun;
    private boolean over;

    Reader(Conversation conversation, Source<T> source, Flow.Subscriber<? super T> subscriber) {
        this.conversation = conversation;
        this.source = source;
        this.delivery = new Delivery<>(source, subscriber, conversation.callbacks(), this);
    }

    @Override
    public void connected(Line next) {
        line = next;
        subscribe(next);
    }

    private void subscribe(Line on) {
        if (over || on.isOver()) {
            return;
        }
        if (source.isOver()) {
            end(null);
            return;
        }
        ObjectNode params = source.params().put("window", window.begin());
        on.subscribe(source.method(), params, new Line.Answer() {
            @Override
            public void answered(JsonNode result) {
                subscribed(on, result);
            }

            @Override
            public void failed(PipesException why) {
                // A node that has just been started may not have everything yet of what was there before.
                if (begun && why.code().retry()) {
                    conversation
                            .scheduler()
                            .schedule(PAUSE, () -> conversation.strand().execute(() -> subscribe(on)));
                } else {
                    end(why);
                }
            }
        });
    }

    private void subscribed(Line on, JsonNode answer) {
        JsonNode id = answer.path("subscription");
        if (!id.isTextual()) {
            end(new PipesException(
                    PipesException.Code.INTERNAL,
                    "The node answered '" + source.method() + "' without a subscription."));
        } else if (over) {
            on.cancel(id.textValue());
        } else {
            subscription = id.textValue();
            on.listen(id.textValue(), this);
            source.subscribed(answer);
            begin();
        }
    }

    private void begin() {
        if (begun && source.leavesGaps()) {
            delivery.add(new Arrival.Skipped(0));
        }
        begun = true;
        delivery.begin();
    }

    @Override
    public void heard(String what, JsonNode params) {
        switch (what) {
            case "ended" -> {
                JsonNode error = params.path("error");
                subscription = null;
                end(error.isObject() ? Failures.of(error) : null);
            }
            case "skipped" ->
                delivery.add(new Arrival.Skipped(params.path("count").asLong()));
            default -> {
                source.items(what, params).forEach(this::came);
                if (source.isOver()) {
                    end(null);
                } else {
                    grant();
                }
            }
        }
    }

    private void came(JsonNode item) {
        if (source.isOver()) {
            return;
        }
        source.came(item);
        window.came(source.weight(item));
        Optional<String> receipt = source.receiptFor(item);
        boolean known = receipt.filter(acknowledgements::came).isPresent();
        window.taken(delivery.add(known ? new Arrival.Repeated() : new Arrival.Item(item, source.subject(item))));
    }

    @Override
    public void taken(int items, int era) {
        conversation.strand().execute(() -> {
            window.taken(items);
            acknowledge(acknowledgements.taken(items, era));
            grant();
        });
    }

    private void acknowledge(int count) {
        Line now = line;
        if (count > 0 && now != null && subscription != null) {
            ObjectNode params = JsonNodeFactory.instance
                    .objectNode()
                    .put("subscription", subscription)
                    .put("count", count);
            now.ask("message.acknowledge", params, new Line.Answer() {
                @Override
                public void answered(JsonNode result) {
                    acknowledgements.confirmed(count);
                }

                @Override
                public void failed(PipesException why) {
                    acknowledgements.confirmed(count);
                }
            });
        }
    }

    private void grant() {
        Line now = line;
        if (over || now == null || subscription == null) {
            return;
        }
        long more = window.grant();
        if (more > 0) {
            now.tell(
                    "subscription.grant",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("subscription", subscription)
                            .put("count", more));
        }
    }

    /** What waits for an acknowledgement comes again; everything else was told once and for all. */
    @Override
    public void disconnected() {
        line = null;
        subscription = null;
        if (acknowledgements.areWanted()) {
            int cleared = delivery.clear();
            window.taken(cleared);
            acknowledgements.lost(cleared);
        }
    }

    @Override
    public void ended(PipesException why) {
        end(why);
    }

    @Override
    public void cancelled() {
        conversation.strand().execute(this::stop);
    }

    private void end(@Nullable PipesException why) {
        if (!over) {
            stop();
            delivery.end(why);
        }
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
