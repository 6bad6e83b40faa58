// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.ByteCount;
import io.pipes.client.ClientException;
import io.pipes.client.Subscription;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Prints messages, or what else comes, until there are enough, the time is up, or nobody reads them any more. */
final class Receiving {
    private static final Item MESSAGE = new Item("messages", message -> message, Receiving::line);
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final Session session;
    private final Item item;
    private final @Nullable Long count;
    private final @Nullable Duration timeout;
    private Consumer<JsonObject> then = message -> {};
    private long printed;
    private long skippedKnown;
    private boolean previewTold;

    /**
     * What is printed.
     *
     * @param plural what several of them are called
     * @param row what programs get
     * @param line what people get
     */
    record Item(String plural, UnaryOperator<JsonObject> row, Function<JsonObject, String> line) {}

    Receiving(Session session, @Nullable Long count, @Nullable Duration timeout) {
        this(session, MESSAGE, count, timeout);
    }

    Receiving(Session session, Item item, @Nullable Long count, @Nullable Duration timeout) {
        this.session = session;
        this.item = item;
        this.count = count;
        this.timeout = timeout;
    }

    /** @param task hears of what was printed and has reached its reader */
    void then(Consumer<JsonObject> task) {
        then = task;
    }

    /** Prints what comes. */
    int print(String method, JsonObject params) throws InterruptedException {
        session.out().hint("Listening; Ctrl-C ends.");
        return printAll(method, params);
    }

    /** Prints what is there. */
    int printAll(String method, JsonObject params) throws InterruptedException {
        if (count != null && count < 1) {
            throw new ClientException("usage", "--count is at least 1, not " + count + ".", false);
        }
        long begin = System.nanoTime();
        try (Subscription subscription = session.subscribe(method, params)) {
            while (count == null || printed < count) {
                Duration left = left(begin);
                if (left.isNegative() || left.isZero()) {
                    throw timedOut();
                }
                Optional<JsonObject> next = subscription.next(left.compareTo(LOOK_UP) < 0 ? left : LOOK_UP);
                next.ifPresent(this::print);
                tellSkipped(subscription.skipped());
                if (session.out().isClosed() || subscription.isOver()) {
                    break;
                }
            }
        }
        return ExitCode.DONE;
    }

    private Duration left(long begin) {
        return timeout == null ? LOOK_UP : timeout.minusNanos(System.nanoTime() - begin);
    }

    private void print(JsonObject next) {
        printed++;
        tellPreview(next);
        session.out().result(item.row().apply(next), item.line().apply(next));
        if (!session.out().isClosed()) {
            then.accept(next);
        }
    }

    private static String line(JsonObject message) {
        return message.text("received", "") + "  " + message.text("name", "?")
                + message.text("key").map(key -> " [" + key + "]").orElse("") + ": "
                + message.text("text").orElseGet(() -> "(" + withoutText(message) + ")");
    }

    /** What is too long to be printed is told with the name by which it can be had. */
    private static String withoutText(JsonObject message) {
        String type = message.text("contentType", "data");
        return message.number("sizeBytes")
                .map(size -> type + ", " + ByteCount.text(size)
                        + (message.flag("here") ? "" : ", not here yet")
                        + "; 'pipes pipeline get " + message.text("pipeline", "NAME") + " "
                        + message.text("message", "MESSAGE") + " FILE' writes it")
                .orElse(type);
    }

    /** People are to know that what they see is not all there is in between. */
    private void tellPreview(JsonObject next) {
        if (next.flag("preview") && !previewTold) {
            previewTold = true;
            session.out()
                    .note(
                            "pipes: this node is still fetching this history; the newest messages are shown from other members"
                                    + " meanwhile. 'pipes pipeline sync "
                                    + next.text("pipeline", "NAME") + "' shows how far it is.");
        }
    }

    private void tellSkipped(long skipped) {
        if (skipped > skippedKnown) {
            session.out()
                    .note("pipes: " + (skipped - skippedKnown) + " " + item.plural()
                            + " skipped, reading was too slow");
            skippedKnown = skipped;
        }
    }

    private ClientException timedOut() {
        String wanted = count == null ? "" : " of " + count;
        return new ClientException(
                ClientException.TIMED_OUT,
                "The time is up after " + printed + wanted + " " + item.plural() + ". Wait longer with --timeout.",
                true);
    }
}
