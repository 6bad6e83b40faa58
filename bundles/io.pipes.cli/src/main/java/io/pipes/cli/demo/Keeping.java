// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.client.Subscription;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is published while east is away, how east gets it when it is back, and west when it joins. */
final class Keeping {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NOTES = "notes";
    private static final int EACH = 500;

    private final Fleet fleet;

    Keeping(Fleet fleet) {
        this.fleet = fleet;
    }

    JsonObject whileEastIsAway() {
        fleet.north().ask("pipeline.create", notes().with("kind", "persistent"));
        fleet.all().forEach(node -> DemoWait.need(node.name() + " can publish", PATIENCE, () -> canPublish(node)));
        fleet.east().stop();
        write(fleet.north());
        write(fleet.south());
        JsonObject shown = fleet.north().ask("pipeline.show", notes());
        return JsonObject.empty()
                .with("messages", 2 * EACH)
                .with("receipt", "stored")
                .with("packets", shown.number("keptPackets").orElse(0L));
    }

    JsonObject eastComesBack() {
        fleet.east().start();
        return has(fleet.east());
    }

    JsonObject westJoins() {
        DemoNode west = fleet.addWest();
        west.start();
        west.ask("identity.create", JsonObject.empty().with("name", west.name()));
        String ticket = fleet.north().ask("network.invite", JsonObject.empty()).text("ticket", "");
        west.ask("network.join", JsonObject.empty().with("ticket", ticket));
        return has(west);
    }

    /** From the moment at which it can be asked until it has everything; then what it has is read. */
    private JsonObject has(DemoNode node) {
        long begin = System.nanoTime();
        long wanted = kept(fleet.south());
        DemoWait.need(node.name() + " has everything", PATIENCE, () -> isThere(node) && kept(node) == wanted);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        DemoWait.need(node.name() + " can read it", PATIENCE, () -> canPublish(node));
        check(node, read(node));
        return JsonObject.empty()
                .with("messages", 2 * EACH)
                .with("lost", 0)
                .with("doubled", 0)
                .with("packets", wanted)
                .with("syncMillis", millis);
    }

    private static void check(DemoNode node, List<String> texts) {
        for (String author : List.of("north", "south")) {
            List<String> ofAuthor =
                    texts.stream().filter(text -> text.startsWith(author)).toList();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                expected.add(author + " " + i);
            }
            if (!ofAuthor.equals(expected)) {
                throw new DemoException(node.name() + " has " + ofAuthor.size() + " of " + EACH + " messages of "
                        + author + ", or in another order.");
            }
        }
    }

    private static List<String> read(DemoNode node) {
        List<String> texts = new ArrayList<>();
        try (Subscription history = node.subscribe("pipeline.history", notes())) {
            while (texts.size() < 2 * EACH) {
                Optional<JsonObject> next = Talk.next(history, PATIENCE);
                if (next.isEmpty()) {
                    return texts;
                }
                texts.add(next.get().text("text", ""));
            }
        }
        return texts;
    }

    private static void write(DemoNode node) {
        for (int i = 0; i < EACH; i++) {
            String receipt = node.ask("pipeline.publish", notes().with("text", node.name() + " " + i))
                    .text("receipt", "");
            if (!receipt.equals("stored")) {
                throw new DemoException("What " + node.name() + " published is " + receipt + ", not stored.");
            }
        }
    }

    private static boolean isThere(DemoNode node) {
        return node.list("pipeline.list").stream()
                .anyMatch(row -> row.text("name", "").equals(NOTES));
    }

    private static boolean canPublish(DemoNode node) {
        return node.list("pipeline.list").stream()
                .anyMatch(row ->
                        row.text("name", "").equals(NOTES) && row.text("epoch").isPresent());
    }

    private static long kept(DemoNode node) {
        return node.ask("pipeline.show", notes()).number("keptPackets").orElse(0L);
    }

    private static JsonObject notes() {
        return JsonObject.empty().with("name", NOTES);
    }
}
