// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.client.wire.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One wire's time: numbers what is asked, finds who asked for an answer, and who listens to a notification. Belongs to the strand.
 *
 * <p>What a subscription brings may come before the answer that names it; it is kept for as long as such an answer is due.
 */
public final class Line {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What is made of an answer. */
    public interface Answer {
        void answered(JsonNode result);

        void failed(PipesException why);

        /** The node tells how far the call is, which wants to know that. */
        default void progressed(JsonNode how) {}
    }

    /** Hears what a subscription brings. */
    public interface Listener {
        /** @param what the notification's method */
        void heard(String what, JsonNode params);
    }

    private final Map<Long, Answer> due = new LinkedHashMap<>();
    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<String, Consumer<JsonNode>> topics;
    private final List<JsonNode> early = new ArrayList<>();
    private @Nullable Wire wire;
    private @Nullable PipesException misunderstanding;
    private long lastId;
    private int subscribing;
    private boolean over;

    /** @param topics who hears notifications that belong to no subscription, by their method */
    Line(Map<String, Consumer<JsonNode>> topics) {
        this.topics = topics;
    }

    void runsOver(Wire connected) {
        wire = connected;
    }

    public boolean isOver() {
        return over;
    }

    /** Why nothing more can be said here: the node has refused something without a word of what. Everything that was due has failed with it. */
    Optional<PipesException> misunderstanding() {
        return Optional.ofNullable(misunderstanding);
    }

    /**
     * Asks the node.
     *
     * @return by which number
     */
    public long ask(String method, ObjectNode params, Answer answer) {
        long id = ++lastId;
        due.put(id, answer);
        send(request(method, params).put("id", id));
        return id;
    }

    /** Asks for a subscription; {@link Answer#answered} is to call {@link #listen}. */
    public void subscribe(String method, ObjectNode params, Answer answer) {
        subscribing++;
        ask(method, params, new Answer() {
            @Override
            public void answered(JsonNode result) {
                answer.answered(result);
                subscribed();
            }

            @Override
            public void failed(PipesException why) {
                answer.failed(why);
                subscribed();
            }
        });
    }

    /** Tells the node something of which the answer does not matter. */
    public void tell(String method, ObjectNode params) {
        send(request(method, params).put("id", ++lastId));
    }

    public void listen(String subscription, Listener listener) {
        listeners.put(subscription, listener);
    }

    /** Nobody listens any more; the node is told. */
    public void cancel(String subscription) {
        listeners.remove(subscription);
        tell("subscription.cancel", JSON.objectNode().put("subscription", subscription));
    }

    /** Nothing more comes of it. */
    public void forget(String subscription) {
        listeners.remove(subscription);
    }

    /** The caller does not want the answer any more. */
    void giveUp(long id) {
        if (due.remove(id) != null) {
            tell("call.cancel", JSON.objectNode().put("id", id));
        }
    }

    /** Ends it; answers that are due do not come any more. */
    void end() {
        over = true;
        due.clear();
        listeners.clear();
        early.clear();
        if (wire != null) {
            wire.close();
        }
    }

    void received(JsonNode message) {
        if (over) {
            return;
        }
        if (message.isArray()) {
            message.forEach(this::received);
        } else if (message.has("method")) {
            notified(message);
        } else {
            answered(message);
        }
    }

    private void answered(JsonNode message) {
        JsonNode error = message.path("error");
        if (error.isObject() && !message.hasNonNull("id")) {
            misunderstood(Failures.notUnderstood(Failures.of(error)));
            return;
        }
        Answer answer = due.remove(message.path("id").asLong());
        if (answer == null) {
            return;
        }
        if (error.isObject()) {
            answer.failed(Failures.of(error));
        } else {
            answer.answered(message.path("result"));
        }
    }

    /** An error without a number is about something that the node could not read: nobody knows which of all that is due. */
    private void misunderstood(PipesException why) {
        misunderstanding = why;
        List<Answer> all = List.copyOf(due.values());
        due.clear();
        all.forEach(answer -> answer.failed(why));
    }

    /** What was asked could not be written, so nothing answers it. */
    void unsent(JsonNode message, PipesException why) {
        Answer answer = due.remove(message.path("id").asLong());
        if (answer != null) {
            answer.failed(why);
        }
    }

    private void notified(JsonNode notification) {
        JsonNode params = notification.path("params");
        String what = notification.path("method").asText();
        if (what.equals("progress")) {
            progressed(params);
            return;
        }
        JsonNode subscription = params.path("subscription");
        if (!subscription.isTextual()) {
            topics.getOrDefault(what, nobody -> {}).accept(params);
            return;
        }
        Listener listener = listeners.get(subscription.textValue());
        if (listener != null) {
            listener.heard(what, params);
        } else if (subscribing > 0) {
            early.add(notification);
        }
    }

    private void progressed(JsonNode how) {
        Answer answer = due.get(how.path("id").asLong());
        if (answer != null) {
            answer.progressed(how);
        }
    }

    private void subscribed() {
        subscribing--;
        List<JsonNode> kept = List.copyOf(early);
        early.clear();
        kept.forEach(this::notified);
    }

    private static ObjectNode request(String method, ObjectNode params) {
        ObjectNode request = JSON.objectNode().put("jsonrpc", "2.0").put("method", method);
        request.set("params", params);
        return request;
    }

    private void send(ObjectNode request) {
        if (wire != null) {
            wire.send(request);
        }
    }
}
