// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.base.Scheduler;
import io.pipes.base.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What is said first on each wire: who we are. Then one waits until the node has loaded what it keeps, because until then it says of its networks
 * that there are none. Belongs to the strand.
 */
final class Greeting {
    private static final String API = "1";
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * A node that takes longer has a problem that calls show better than silence: {@code status} above all. Shorter than the patience of who
     * connects, who could not ask for that otherwise.
     */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final int MAX_PAUSES = (int) PATIENCE.dividedBy(PAUSE);

    private final Optional<Secret> token;
    private final Strand strand;
    private final Scheduler scheduler;

    /** How it went. */
    interface Outcome {
        /** @param unansweredBytes how much the node may be told before it answers */
        void limited(long unansweredBytes);

        void greeted();

        void refused(PipesException why);
    }

    /** @param token empty where the wire itself proves who we are */
    Greeting(Optional<Secret> token, Strand strand, Scheduler scheduler) {
        this.token = token;
        this.strand = strand;
        this.scheduler = scheduler;
    }

    void say(Line line, Outcome outcome) {
        if (token.isEmpty()) {
            awaitReady(line, outcome, MAX_PAUSES);
            return;
        }
        ObjectNode params = object().put("token", new String(token.get().bytes(), StandardCharsets.UTF_8));
        line.ask("auth", params, new Line.Answer() {
            @Override
            public void answered(JsonNode node) {
                if (node.path("api").asText().equals(API)) {
                    outcome.limited(node.path("limits").path("unansweredBytes").asLong(Long.MAX_VALUE));
                    awaitReady(line, outcome, MAX_PAUSES);
                } else {
                    outcome.refused(anotherApi(node));
                }
            }

            @Override
            public void failed(PipesException why) {
                outcome.refused(why);
            }
        });
    }

    /** Nothing will be said any more. */
    void forget() {
        token.ifPresent(Secret::close);
    }

    private void awaitReady(Line line, Outcome outcome, int pauses) {
        line.ask("status", object(), new Line.Answer() {
            @Override
            public void answered(JsonNode status) {
                if (pauses == 0 || !status.path("state").asText().equals("setup")) {
                    outcome.greeted();
                } else {
                    scheduler.schedule(PAUSE, () -> strand.execute(() -> again(line, outcome, pauses - 1)));
                }
            }

            /** A token may not allow to ask for it. */
            @Override
            public void failed(PipesException why) {
                outcome.greeted();
            }
        });
    }

    private void again(Line line, Outcome outcome, int pauses) {
        if (!line.isOver()) {
            awaitReady(line, outcome, pauses);
        }
    }

    private static PipesException anotherApi(JsonNode node) {
        return new PipesException(
                Code.UNKNOWN_METHOD,
                "The node (version " + node.path("version").asText("unknown")
                        + ") speaks another API than this client, which knows " + API
                        + ". Use a client of the node's version.");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
