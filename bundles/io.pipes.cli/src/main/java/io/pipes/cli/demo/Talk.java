// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.client.ClientException;
import io.pipes.client.Subscription;
import io.pipes.client.home.Door;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What members say to each other, and what one that was removed still hears. */
final class Talk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long nothing may come before it counts as nothing. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private static final JsonObject PIPELINE = JsonObject.empty().with("name", "news");

    private final Fleet fleet;
    private final List<Subscription> open = new ArrayList<>();
    private Optional<Subscription> southNews = Optional.empty();
    private Optional<Subscription> eastNews = Optional.empty();

    Talk(Fleet fleet) {
        this.fleet = fleet;
    }

    JsonObject broadcast() {
        fleet.north().ask("pipeline.create", PIPELINE.with("kind", "live"));
        southNews = Optional.of(listen(fleet.south()));
        eastNews = Optional.of(listen(fleet.east()));
        String text = secret("broadcast");
        fleet.north().ask("pipeline.publish", PIPELINE.with("text", text));
        JsonObject south = expect(southNews, text, "south");
        JsonObject east = expect(eastNews, text, "east");
        return JsonObject.empty()
                .with("receivers", 2)
                .with("southMillis", delay(south))
                .with("eastMillis", delay(east));
    }

    /** A second message, to east, is what shows that east's silence about the first one means something. */
    JsonObject tellOne() {
        try (Subscription southMail = fleet.south().subscribe("message.subscribe", JsonObject.empty());
                Subscription eastMail = fleet.east().subscribe("message.subscribe", JsonObject.empty())) {
            String text = secret("private");
            String marker = secret("marker");
            fleet.north().ask("message.send", message("south", text));
            JsonObject received = expect(Optional.of(southMail), text, "south");
            fleet.north().ask("message.send", message("east", marker));
            expect(Optional.of(eastMail), marker, "east");
            return searched(text).with("receivers", 1).with("southMillis", delay(received));
        }
    }

    JsonObject revoke() {
        long begin = System.nanoTime();
        fleet.north().ask("network.revoke", JsonObject.empty().with("node", "east"));
        DemoWait.need(
                "east says itself that it was removed",
                PATIENCE,
                () -> eastState().equals("revoked"));
        long cutOff = (System.nanoTime() - begin) / 1_000_000;
        DemoWait.need("north and south have no link to east", PATIENCE, () -> isAloneWithSouth());
        return JsonObject.empty().with("cutOffMillis", cutOff).with("eastState", eastState());
    }

    JsonObject afterwards() {
        String text = secret("afterwards");
        fleet.north().ask("pipeline.publish", PIPELINE.with("text", text));
        JsonObject received = expect(southNews, text, "south");
        String sending = fleet.east().refusal("message.send", message("south", secret("intruder")));
        if (hearsAnything(eastNews) || hearsAnything(southNews)) {
            throw new DemoException("After its removal east took part in the conversation.");
        }
        return searched(text).with("southMillis", delay(received)).with("eastSends", sending);
    }

    /** East's disk does not hold the text; what it certainly holds is found there by the same search. */
    private JsonObject searched(String text) {
        HomeSearch search = new HomeSearch(fleet.east().home().path());
        int found = search.count(text);
        long bytes = search.bytes();
        int control = search.count(Door.token(fleet.east().home()));
        if (found > 0 || control == 0) {
            throw new DemoException(
                    "East's disk holds the text in " + found + " files, the control in " + control + ".");
        }
        return JsonObject.empty()
                .with("eastFound", found)
                .with("controlFound", control)
                .with("searchedBytes", bytes);
    }

    private Subscription listen(DemoNode node) {
        DemoWait.need(
                node.name() + " knows the pipeline",
                PATIENCE,
                () -> node.list("pipeline.list").stream()
                        .anyMatch(row -> row.text("name", "").equals("news")
                                && row.text("epoch").isPresent()));
        return keep(node.subscribe("pipeline.subscribe", PIPELINE));
    }

    private Subscription keep(Subscription subscription) {
        open.add(subscription);
        return subscription;
    }

    private boolean isAloneWithSouth() {
        return fleet.north().list("node.peers").size() == 1
                && fleet.south().list("node.peers").size() == 1;
    }

    private String eastState() {
        return fleet.east().list("network.list").stream()
                .map(row -> row.text("state", ""))
                .findFirst()
                .orElse("");
    }

    private static JsonObject expect(Optional<Subscription> subscription, String text, String name) {
        JsonObject message = next(subscription.orElseThrow(), PATIENCE)
                .orElseThrow(() -> new DemoException(name + " did not receive the message."));
        if (!message.text("text", "").equals(text)) {
            throw new DemoException(name + " received another message than the one sent to it.");
        }
        return message;
    }

    private static boolean hearsAnything(Optional<Subscription> subscription) {
        try {
            return next(subscription.orElseThrow(), SILENCE).isPresent();
        } catch (ClientException ended) {
            return false;
        }
    }

    static Optional<JsonObject> next(Subscription subscription, Duration patience) {
        try {
            return subscription.next(patience);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static JsonObject message(String to, String text) {
        return JsonObject.empty().with("node", to).with("text", text);
    }

    private static String secret(String about) {
        return about + " " + UUID.randomUUID();
    }

    /** From the author's clock to the receiver's, which is the same clock here. */
    static long delay(JsonObject message) {
        Instant sent = Instant.parse(message.text("time", ""));
        return Duration.between(sent, Instant.parse(message.text("received", "")))
                .toMillis();
    }

    @Override
    public void close() {
        open.forEach(Subscription::close);
    }
}
