// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/** How three nodes become a network, and who does not get in. */
final class Founding {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NETWORK = "demo";

    private final Fleet fleet;

    Founding(Fleet fleet) {
        this.fleet = fleet;
    }

    JsonObject start() {
        List<JsonObject> statuses = fleet.start();
        return JsonObject.empty()
                .with("nodes", statuses.size())
                .with(
                        "rssBytes",
                        sum(statuses, status -> status.number("rssBytes").orElse(0L)));
    }

    JsonObject found() {
        fleet.all()
                .forEach(node -> node.ask("identity.create", JsonObject.empty().with("name", node.name())));
        JsonObject network =
                fleet.north().ask("network.create", JsonObject.empty().with("name", NETWORK));
        return JsonObject.empty().with("network", network.text("network", "")).with("members", members());
    }

    /** East has no place in the network yet: it is the stranger. That the right ticket works is seen in the next step. */
    JsonObject refuseStranger() {
        String ticket = invite();
        DemoNode stranger = fleet.east();
        String forged = stranger.refusal("network.join", ticket(ForgedTicket.withWrongSecret(ticket)));
        String damaged = stranger.refusal("network.join", ticket(ForgedTicket.damaged(ticket)));
        if (!forged.startsWith("ticket_") || !damaged.startsWith("ticket_") || members() != 1) {
            throw new DemoException(
                    "The stranger was answered '" + forged + "' and '" + damaged + "', members " + members() + ".");
        }
        return JsonObject.empty()
                .with("forged", forged)
                .with("damaged", damaged)
                .with("members", members());
    }

    JsonObject join() {
        List.of(fleet.south(), fleet.east()).forEach(node -> {
            String ticket = invite();
            node.ask("network.join", ticket(ticket));
        });
        return seeEachOther();
    }

    JsonObject seeEachOther() {
        DemoWait.need(
                "each node is connected to both others",
                PATIENCE,
                () -> fleet.all().stream()
                        .allMatch(node -> node.list("node.peers").size() == 2));
        return JsonObject.empty().with("members", members()).with("links", 3);
    }

    private String invite() {
        return fleet.north().ask("network.invite", JsonObject.empty()).text("ticket", "");
    }

    private int members() {
        return fleet.north().list("network.members").size();
    }

    private static JsonObject ticket(String text) {
        return JsonObject.empty().with("ticket", text);
    }

    private static long sum(List<JsonObject> rows, ToLongFunction<JsonObject> figure) {
        return rows.stream().mapToLong(figure).sum();
    }
}
