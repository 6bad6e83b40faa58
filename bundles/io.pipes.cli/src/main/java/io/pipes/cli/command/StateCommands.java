// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes state ...} */
@Command(description = "Maps, counters and sets that the members of a persistent pipeline share.")
public final class StateCommands {
    private static final String KIND = "map, counter or set. Default: map.";
    private static final Table PARTS =
            Table.of(Column.text("KIND", "kind"), Column.text("NAME", "name"), Column.number("ENTRIES", "entries"));
    private static final Table ENTRIES = Table.of(
            Column.text("KEY", "key"),
            Column.id("AUTHOR", "author"),
            Column.age("WRITTEN", "time"),
            new Column("VALUE", StateCommands::value));
    private static final Table ELEMENTS = Table.of(Column.text("ELEMENT", "key"));

    private final Session session;

    public StateCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Show what there is, or what is in a map or a set.")
    void list(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "A map, or a set with --kind set.") @Nullable
                    String name,
            @Option(names = "--kind", paramLabel = "KIND", description = "map or set. Default: map.") @Nullable
                    String kind) {
        if (name == null) {
            List<JsonObject> parts =
                    session.askForList("state.list", session.params().with("pipeline", pipeline));
            session.out().rows(parts, PARTS, "Nothing yet. Write something with 'pipes state put'.");
        } else {
            Table table = "set".equals(kind) ? ELEMENTS : ENTRIES;
            session.out().rows(entries(part(pipeline, name, kind)), table, "'" + name + "' is empty.");
        }
    }

    /** All of them, a part at a time. */
    private List<JsonObject> entries(JsonObject part) {
        List<JsonObject> all = new ArrayList<>();
        List<JsonObject> next = session.askForList("state.entries", part);
        while (!next.isEmpty()) {
            all.addAll(next);
            String last = next.get(next.size() - 1).text("key", "");
            next = session.askForList("state.entries", part.with("after", last));
        }
        return all;
    }

    @Command(description = "Print the value of a key or counter, or whether an element is in a set.")
    void get(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = "Not for a counter.") @Nullable String key,
            @Option(names = "--kind", paramLabel = "KIND", description = KIND) @Nullable String kind) {
        JsonObject found = session.ask("state.get", part(pipeline, name, kind).withIfGiven("key", key));
        session.out().result(found, said(found));
    }

    private static String said(JsonObject found) {
        return found.number("value")
                .map(String::valueOf)
                .orElseGet(() ->
                        found.text("contentType").isPresent() ? value(found) : found.flag("present") ? "yes" : "no");
    }

    private static String value(JsonObject entry) {
        return entry.text("text").orElseGet(() -> "(" + entry.text("contentType", "data") + ")");
    }

    @Command(description = "Write a value to a key of a map.")
    void put(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME", description = "The map; it need not exist before.") String name,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "TEXT") String text,
            @Option(names = "--content-type", paramLabel = "TYPE") @Nullable String contentType) {
        JsonObject params =
                part(pipeline, name, null).with("key", key).with("text", text).withIfGiven("contentType", contentType);
        session.out().result(session.ask("state.put", params), "Stored.");
    }

    @Command(description = "Remove a key of a map, or an element of a set.")
    void remove(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--kind", paramLabel = "KIND", description = "map or set. Default: map.") @Nullable
                    String kind) {
        session.out()
                .result(session.ask("state.remove", part(pipeline, name, kind).with("key", key)), "Removed.");
    }

    @Command(description = "Add an element to a set, or an amount to a counter.")
    void add(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME", description = "It need not exist before.") String name,
            @Parameters(paramLabel = "WHAT", description = "An element; for a counter a whole number.") String what,
            @Option(names = "--kind", paramLabel = "KIND", description = "set or counter. Default: set.") @Nullable
                    String kind) {
        JsonObject part = part(pipeline, name, kind == null ? "set" : kind);
        JsonObject params = "counter".equals(kind) ? part.with("amount", amount(what)) : part.with("key", what);
        session.out().result(session.ask("state.add", params), "Added.");
    }

    private static long amount(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            throw new ClientException("usage", "A counter takes a whole number, not '" + text + "'.", false);
        }
    }

    @Command(description = "Print what is there and then what changes, until --count or --timeout.")
    int watch(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--kind", paramLabel = "KIND", description = KIND) @Nullable String kind,
            @Option(names = "--count", paramLabel = "N", description = "End after N changes.") @Nullable Long count,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "End with code 5 when it takes longer: 500ms, 10s.")
                    @Nullable
                    Duration timeout)
            throws InterruptedException {
        Receiving.Item changes = new Receiving.Item("changes", change -> change, StateCommands::line);
        return new Receiving(session, changes, count, timeout).print("state.subscribe", part(pipeline, name, kind));
    }

    private static String line(JsonObject change) {
        String key = change.text("key", "");
        if (change.number("value").isPresent()) {
            return said(change);
        }
        String now = change.text("contentType").isPresent() ? " = " + value(change) : " is there";
        return key + (change.flag("present") ? now : " was removed");
    }

    private JsonObject part(String pipeline, String name, @Nullable String kind) {
        return session.params().with("pipeline", pipeline).with("name", name).withIfGiven("kind", kind);
    }
}
