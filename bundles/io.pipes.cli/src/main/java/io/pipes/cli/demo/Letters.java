// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.client.Subscription;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/** A message from north to east, which are never there together: south holds it, and cannot read it. */
final class Letters {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Fleet fleet;
    private final String text = "letter " + UUID.randomUUID();
    private String message = "";

    Letters(Fleet fleet) {
        this.fleet = fleet;
    }

    /** East is away already. */
    JsonObject northWritesAndLeaves() {
        JsonObject sent = fleet.north()
                .ask(
                        "message.send",
                        Talk.message("east", text).with("wait", "held").with("timeoutMillis", PATIENCE.toMillis()));
        message = sent.text("message", "");
        expect("held", sent);
        fleet.north().stop();
        return JsonObject.empty()
                .with("receipt", "held")
                .with(
                        "southLetters",
                        fleet.south()
                                .ask("message.held", JsonObject.empty())
                                .number("letters")
                                .orElse(0L));
    }

    JsonObject eastHears() {
        long begin = System.nanoTime();
        try (Subscription mail = fleet.east().subscribe("message.subscribe", JsonObject.empty())) {
            JsonObject received = Talk.next(mail, PATIENCE)
                    .orElseThrow(() -> new DemoException("east did not receive the message that was held for it."));
            if (!received.text("text", "").equals(text)) {
                throw new DemoException("east received another message than the one that was held for it.");
            }
        }
        return JsonObject.empty()
                .with("from", "north")
                .with("through", "south")
                .with("eastMillis", (System.nanoTime() - begin) / 1_000_000);
    }

    JsonObject northLearns() {
        fleet.north().start();
        DemoWait.need(
                "north knows that east has it",
                PATIENCE,
                () -> receipt().text("receipt", "").equals("delivered"));
        return JsonObject.empty().with("receipt", "delivered");
    }

    private JsonObject receipt() {
        return fleet.north().ask("message.receipt", JsonObject.empty().with("message", message));
    }

    private static void expect(String receipt, JsonObject answer) {
        String was = answer.text("receipt", "");
        if (!was.equals(receipt)) {
            throw new DemoException("The message is " + was + ", not " + receipt + ".");
        }
    }
}
