// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes pipeline ...} */
@Command(description = "Pipelines: named sequences of messages to all members, or between two nodes.")
public final class PipelineCommands {
    private static final Table TABLE = Table.of(
            Column.text("NAME", "name"),
            Column.text("KIND", "kind"),
            Column.id("CREATOR", "creator"),
            Column.id("WITH", "with"),
            Column.number("PUBLISHED", "published"),
            Column.number("RECEIVED", "received"),
            Column.number("GAPS", "gaps"),
            Column.number("KEPT", "keptPackets"),
            new Column("TITLE", row -> row.object("metadata").text("title", "-")));
    private static final Table CARD = Table.of(
            Column.text("name", "name"),
            Column.text("pipeline", "pipeline"),
            Column.text("kind", "kind"),
            Column.text("creator", "creator"),
            Column.text("with", "with"),
            Column.text("epoch", "epoch"),
            Column.number("published", "published"),
            Column.number("received", "received"),
            Column.number("gaps", "gaps"),
            Column.text("newcomers read", "history"),
            Column.text("retained", "retention"),
            Column.number("packets kept", "keptPackets"),
            Column.number("bytes kept", "keptBytes"),
            new Column("large contents", PipelineCommands::contents),
            Column.text("published by", "publishRole"),
            Column.text("read by", "readRole"),
            Column.text("key lasts", "rotation"),
            new Column("metadata", PipelineCommands::notes));

    private static final Table COPIES =
            Table.of(Column.id("PEER", "node"), Column.number("PACKETS", "packets"), Column.number("BEHIND", "behind"));
    private static final Table CURSORS = Table.of(
            Column.text("CURSOR", "cursor"),
            Column.id("AUTHOR", "author"),
            Column.number("SEQ", "seq"),
            Column.number("INDEX", "index"));

    private static String contents(JsonObject pipeline) {
        JsonObject contents = pipeline.object("contents");
        long left = contents.number("left").orElse(0L);
        return contents.number("here").map(here -> here + " here").orElse("")
                + contents.number("missing")
                        .filter(missing -> missing > 0)
                        .map(missing -> ", " + missing + " on the way or not found yet")
                        .orElse("")
                + (left > 0
                        ? ", " + left + " left out: more than their author's share; 'pipeline get' fetches one"
                        : "");
    }

    private static String notes(JsonObject pipeline) {
        String notes = pipeline.object("metadata").fields().entrySet().stream()
                .map(note -> note.getKey() + "=" + note.getValue())
                .collect(Collectors.joining(", "));
        return notes.isEmpty() ? "-" : notes;
    }

    private final Session session;

    public PipelineCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Make a pipeline that all members see.")
    void create(
            @Parameters(paramLabel = "NAME", description = "a-z 0-9 . _ -") String name,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "live, persistent (its history is kept on all nodes), or point-to-point. "
                                    + "Default: live.")
                    @Nullable
                    String kind,
            @Option(names = "--with", paramLabel = "NODE", description = "The other end, for point-to-point.") @Nullable
                    String with,
            @Mixin SettingsOptions settings) {
        JsonObject params = settings.addTo(
                session.params().with("name", name).withIfGiven("kind", kind).withIfGiven("with", with));
        JsonObject created = session.ask("pipeline.create", params);
        session.out().result(created, "The pipeline '" + name + "' is there (" + created.text("kind", "") + ").");
        session.out().hint("Others read it with 'pipes pipeline tail " + name + "'.");
    }

    @Command(
            description = "Change settings of a pipeline for all members. Who made it may do that while it may write, "
                    + "and so may admins.")
    void set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "persistent: what is published to a live pipeline is kept from now on. There "
                                    + "is no way back.")
                    @Nullable
                    String kind,
            @Mixin SettingsOptions settings) {
        JsonObject params = settings.addTo(session.params().with("name", name).withIfGiven("kind", kind));
        session.out().result(session.ask("pipeline.set", params), "The pipeline '" + name + "' is changed.");
        session.out().hint("'pipes pipeline show " + name + "' says how it is now.");
    }

    @Command(description = "Show all pipelines.")
    void list() {
        session.out()
                .rows(
                        session.askForList("pipeline.list", session.params()),
                        TABLE,
                        "There is no pipeline yet. Make one with '"
                                + session.home().command("pipeline create NAME") + "'.");
    }

    @Command(description = "Show one pipeline.")
    void show(@Parameters(paramLabel = "NAME") String name) {
        JsonObject shown = session.ask("pipeline.show", session.params().with("name", name));
        session.out().card(shown, CARD);
        if (!session.out().isForPrograms() && !shown.objects("copies").isEmpty()) {
            session.out().say("");
            session.out().rows(shown.objects("copies"), COPIES, "");
        }
        if (!session.out().isForPrograms()) {
            shown.texts("forked").forEach(this::warnOfFork);
        }
    }

    private void warnOfFork(String node) {
        session.out()
                .say("! Node " + node
                        + " wrote two packets under one number: its home was copied, or it lies. The earlier"
                        + " ones count. '" + session.home().command("status") + "' says what to do.");
    }

    @Command(description = "Publish to everybody who reads the pipeline.")
    int publish(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(
                            paramLabel = "TEXT",
                            arity = "0..1",
                            description = "The message; - reads one per line from standard input.")
                    @Nullable
                    String text,
            @Option(
                            names = "--file",
                            paramLabel = "PATH",
                            description = "A file whose content is one message; - is standard input. Above 1 MiB for "
                                    + "persistent pipelines only, up to 4 GiB.")
                    @Nullable
                    String file,
            @Option(names = "--content-type", paramLabel = "TYPE") @Nullable String contentType,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "What the message is about. A pipeline with --retain latest keeps the latest "
                                    + "message of each key.")
                    @Nullable
                    String key,
            @Option(
                            names = "--stored-at",
                            paramLabel = "N",
                            description = "End only when it is durable at N nodes, this one included; with code 5 when "
                                    + "that takes too long.")
                    @Nullable
                    Long storedAt,
            @Option(names = "--timeout", paramLabel = "TIME", description = "How long to wait for that. Default: 30s.")
                    @Nullable
                    Duration timeout) {
        if (file != null && text != null) {
            throw new ClientException("usage", "A message is either TEXT or --file PATH.", false);
        }
        if (file != null && storedAt != null) {
            throw new ClientException(
                    "usage", "--stored-at waits for messages of at most 1 MiB, given as TEXT.", false);
        }
        if (file != null && key != null) {
            throw new ClientException("usage", "--key is for messages of at most 1 MiB, given as TEXT.", false);
        }
        if (file != null) {
            new ContentFile(session, file)
                    .publish(session.params().with("name", name).withIfGiven("contentType", contentType));
            return ExitCode.DONE;
        }
        Duration patience = timeout == null ? Duration.ofSeconds(30) : timeout;
        JsonObject params = session.params()
                .with("name", name)
                .withIfGiven("contentType", contentType)
                .withIfGiven("key", key)
                .withIfGiven("storedAt", storedAt)
                .withIfGiven("timeoutMillis", storedAt == null ? null : patience.toMillis());
        return new Sending(session, "pipeline.publish", params, patience.plusSeconds(5)).send(text);
    }

    @Command(description = "Print what is published, until --count or --timeout.")
    int tail(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--from",
                            paramLabel = "PLACE",
                            description =
                                    "Where to begin: start, now, a time such as 2030-01-31T12:00:00Z, or the id of a "
                                            + "packet. Default: now. Live pipelines keep nothing: now.")
                    @Nullable
                    String from,
            @Option(
                            names = "--cursor",
                            paramLabel = "CURSOR",
                            description = "Begin behind what was printed under this name before, and remember what is "
                                    + "printed now. The node keeps it.")
                    @Nullable
                    String cursor,
            @Option(names = "--count", paramLabel = "N", description = "End after N messages.") @Nullable Long count,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "End with code 5 when it takes longer: 500ms, 10s.")
                    @Nullable
                    Duration timeout)
            throws InterruptedException {
        JsonObject params = reading(name, from).withIfGiven("cursor", cursor);
        Receiving receiving = new Receiving(session, count, timeout);
        if (cursor != null) {
            receiving.then(
                    new Committing(session, session.params().with("name", name).with("cursor", cursor))::printed);
        }
        return receiving.print("pipeline.subscribe", params);
    }

    @Command(description = "Print what this node has of a persistent pipeline.")
    int history(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--from",
                            paramLabel = "PLACE",
                            description = "Where to begin: start, a time, or the id of a packet. Default: start.")
                    @Nullable
                    String from,
            @Option(
                            names = "--order",
                            paramLabel = "ORDER",
                            description =
                                    "arrival: as packets came to this node; display: by their authors' clocks, the "
                                            + "same on all nodes. Default: arrival.")
                    @Nullable
                    String order,
            @Option(
                            names = "--newest",
                            paramLabel = "N",
                            description = "The last N messages, in order of display; at most 10000.")
                    @Nullable
                    Long newest,
            @Option(
                            names = "--before",
                            paramLabel = "PLACE",
                            description =
                                    "With --newest: the last N messages before that place, which is a time or a message "
                                            + "as history and publish name it.")
                    @Nullable
                    String before,
            @Option(names = "--count", paramLabel = "N", description = "End after N messages.") @Nullable Long count)
            throws InterruptedException {
        JsonObject params = reading(name, from)
                .withIfGiven("order", order)
                .withIfGiven("newest", newest)
                .withIfGiven("before", before);
        return new Receiving(session, count, null).printAll("pipeline.history", params);
    }

    @Command(
            description =
                    "Write the content of one message of a persistent pipeline into a file, of any length. What is not "
                            + "here yet is fetched from other members first; what was interrupted goes on when it is called again.")
    void get(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(
                            paramLabel = "MESSAGE",
                            description = "As publish and history name it; the id of a packet is its first message.")
                    String message,
            @Parameters(paramLabel = "FILE", description = "- is standard output.") String file,
            @Option(names = "--force", description = "Replace a file that exists.") boolean force) {
        JsonObject params = session.params().with("name", name).with("message", message);
        new ContentFile(session, file).get(params, force);
    }

    @Command(
            description = "Print how far this node's copy of a persistent pipeline and those of its peers have come"
                    + " together, whenever it changes, until --count or --timeout.")
    int sync(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--count", paramLabel = "N", description = "End after N changes; 1 for how it is now.")
                    @Nullable
                    Long count,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "End with code 5 when it takes longer: 500ms, 10s.")
                    @Nullable
                    Duration timeout)
            throws InterruptedException {
        JsonObject params = session.params().with("name", name);
        return new Receiving(session, ProgressLine.ITEM, count, timeout).print("pipeline.progress", params);
    }

    @Command(description = "Show the cursors that this node keeps for a persistent pipeline.")
    void cursors(@Parameters(paramLabel = "NAME") String name) {
        session.out()
                .rows(
                        session.askForList("pipeline.cursors", session.params().with("name", name)),
                        CURSORS,
                        "No cursor is kept. 'pipes pipeline tail " + name + " --cursor CURSOR' makes one.");
    }

    @Command(description = "Forget a cursor.")
    void forget(@Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "CURSOR") String cursor) {
        JsonObject params = session.params().with("name", name).with("cursor", cursor);
        session.out().result(session.ask("pipeline.forget", params), "The cursor '" + cursor + "' is forgotten.");
    }

    @Command(
            name = "export",
            description =
                    "Write what this node has of a persistent pipeline into a file that other members import. Messages"
                            + " stay sealed; who finds the file learns who the members are and what pipelines are called.")
    void exportHistory(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--contents",
                            description = "Also the contents above 1 MiB that are here, sealed as they are.")
                    boolean contents,
            @Option(names = "--force", description = "Replace a file that exists.") boolean force) {
        new ArchiveFile(session, file).write(name, contents, force);
    }

    @Command(name = "import", description = "Take what another member exported of a pipeline of this network.")
    void importHistory(@Parameters(paramLabel = "FILE") Path file) {
        new ArchiveFile(session, file).read();
    }

    private JsonObject reading(String name, @Nullable String from) {
        return session.params().with("name", name).withIfGiven("from", from);
    }
}
