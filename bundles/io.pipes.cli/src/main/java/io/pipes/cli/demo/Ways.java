// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.client.Subscription;
import io.pipes.client.home.Door;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How south carries what north and east say to each other when the path between them breaks, and how much of it south can read. */
final class Ways implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String STATUS = "watching the harbour";

    /** Enough that some are under way when the path breaks. */
    private static final int MESSAGES = 600;

    private final Fleet fleet;
    private final Subscription eastMail;

    Ways(Fleet fleet) {
        this.fleet = fleet;
        eastMail = fleet.east().subscribe("message.subscribe", JsonObject.empty());
    }

    JsonObject seeEachOther() {
        try (Subscription north = fleet.north().subscribe("presence.subscribe", JsonObject.empty());
                Subscription east = fleet.east().subscribe("presence.subscribe", JsonObject.empty())) {
            long begin = System.nanoTime();
            fleet.south().ask("presence.set", JsonObject.empty().with("status", STATUS));
            expectStatus(north, "north");
            long northMillis = millisSince(begin);
            expectStatus(east, "east");
            return JsonObject.empty()
                    .with("status", STATUS)
                    .with("northMillis", northMillis)
                    .with("eastMillis", millisSince(begin));
        }
    }

    private static void expectStatus(Subscription changes, String name) {
        DemoWait.need(
                name + " sees what south says",
                PATIENCE,
                () -> Talk.next(changes, PATIENCE)
                        .map(change -> change.object("member").text("status", ""))
                        .equals(Optional.of(STATUS)));
    }

    /** Without their own link north and east go on through south, in the middle of a conversation. */
    JsonObject breakPath() {
        for (int i = 0; i < MESSAGES; i++) {
            if (i == MESSAGES / 2) {
                fleet.north().ask("network.disconnect", JsonObject.empty().with("node", "east"));
            }
            fleet.north().ask("message.send", Talk.message("east", "message " + i));
        }
        Instant before = null;
        long longest = 0;
        for (int i = 0; i < MESSAGES; i++) {
            JsonObject message = next();
            if (!message.text("text", "").equals("message " + i)) {
                throw new DemoException("Instead of message " + i + " came '" + message.text("text", "") + "'.");
            }
            Instant now = Instant.parse(message.text("received", ""));
            longest = before == null
                    ? 0
                    : Math.max(longest, Duration.between(before, now).toMillis());
            before = now;
        }
        return JsonObject.empty()
                .with("messages", MESSAGES)
                .with("lost", 0)
                .with("doubled", 0)
                .with("longestPauseMillis", longest);
    }

    JsonObject overTwoHops() {
        JsonObject explained =
                fleet.north().ask("node.explain", JsonObject.empty().with("node", "east"));
        List<String> route = explained.texts("route");
        if (route.size() != 2 || !route.get(0).equals(id("south"))) {
            throw new DemoException("North reaches east over " + route.size() + " hops, and not through south.");
        }
        String text = "private " + UUID.randomUUID();
        JsonObject sent =
                fleet.north().ask("message.send", Talk.message("east", text).with("wait", "delivered"));
        JsonObject received = next();
        if (!received.text("text", "").equals(text) || !sent.text("receipt", "").equals("delivered")) {
            throw new DemoException("The message over two hops was not delivered.");
        }
        return JsonObject.empty()
                .with("hops", route.size())
                .with("via", "south")
                .with("eastMillis", Talk.delay(received));
    }

    /** What south certainly holds is found by the same search, and so is the text at its end. */
    JsonObject relayIsBlind() {
        String text = "secret " + UUID.randomUUID();
        fleet.north().ask("message.send", Talk.message("east", text).with("wait", "delivered"));
        next();
        HomeSearch disk = new HomeSearch(fleet.south().home().path());
        MemorySearch south = new MemorySearch(fleet.south().pid());
        MemorySearch east = new MemorySearch(fleet.east().pid());
        boolean memory = south.possible() && east.possible();
        int found = disk.count(text) + (memory ? south.count(text) : 0);
        long bytes = disk.bytes() + (memory ? south.bytes() : 0);
        int control =
                memory ? east.count(text) : disk.count(Door.token(fleet.south().home()));
        if (found > 0 || control == 0) {
            throw new DemoException(
                    "South holds the text " + found + " times, the control was found " + control + " times.");
        }
        return JsonObject.empty()
                .with("southFound", found)
                .with(memory ? "eastFound" : "controlFound", control)
                .with("memorySearched", memory)
                .with("searchedBytes", bytes);
    }

    private String id(String name) {
        return fleet.north().list("node.list").stream()
                .filter(row -> row.text("name", "").equals(name))
                .map(row -> row.text("node", ""))
                .findFirst()
                .orElse("");
    }

    private JsonObject next() {
        return Talk.next(eastMail, PATIENCE).orElseThrow(() -> new DemoException("East did not receive the message."));
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    @Override
    public void close() {
        eastMail.close();
    }
}
