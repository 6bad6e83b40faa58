// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes service ...} */
@Command(description = "Services: what members of a network do for each other when asked.")
public final class ServiceCommands {
    private static final Table OFFERED = Table.of(
            Column.text("SERVICE", "service"),
            Column.text("NAME", "name"),
            Column.id("NODE", "node"),
            new Column("HOPS", row -> row.number("hops").map(String::valueOf).orElse("away")),
            new Column("METADATA", ServiceCommands::metadata));

    private final Session session;

    public ServiceCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Show what is offered, by whom.")
    void list() {
        List<JsonObject> offered = session.askForList("service.list", session.params());
        session.out().rows(offered, OFFERED, "Nothing. Offer something with 'pipes service offer NAME -- COMMAND'.");
    }

    private static String metadata(JsonObject row) {
        return row.object("metadata").fields().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    @Command(description = "Call a service and print its answer.")
    void call(
            @Parameters(paramLabel = "SERVICE") String service,
            @Parameters(
                            paramLabel = "TEXT",
                            arity = "0..1",
                            description = "The request; - or nothing reads it from standard input, to its end.")
                    @Nullable
                    String text,
            @Option(
                            names = "--node",
                            paramLabel = "NODE",
                            description = "Who is to answer. Default: the nearest who offers it.")
                    @Nullable
                    String node,
            @Option(names = "--timeout", paramLabel = "TIME", description = "Default: 10s, at most 10m.") @Nullable
                    Duration timeout) {
        Duration patience = timeout == null ? Duration.ofSeconds(10) : timeout;
        JsonObject params = session.params()
                .with("service", service)
                .withIfGiven("node", node)
                .with("timeoutMillis", patience.toMillis());
        byte[] request = text == null || text.equals("-")
                ? Payload.readAll(session.in())
                : text.getBytes(StandardCharsets.UTF_8);
        print(session.ask("service.call", Payload.put(params, request), patience.plusSeconds(5)));
    }

    private void print(JsonObject answer) {
        if (answer.text("text").isPresent() || session.out().isForPrograms()) {
            session.out().result(answer, answer.text("text", ""));
        } else {
            session.out().bytes(Payload.of(answer));
        }
    }

    @Command(
            description =
                    "Offer a service: runs a command for each call, with the request as its standard input and its standard output"
                            + " as the answer, until Ctrl-C. PIPES_CALLER and PIPES_CALLER_NAME say who calls.")
    int offer(
            @Parameters(index = "0", paramLabel = "SERVICE") String service,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "COMMAND",
                            description = "After --: a program and its arguments; no shell is involved.")
                    List<String> command,
            @Option(names = "--metadata", paramLabel = "KEY=TEXT", description = "What callers may want to know.")
                    @Nullable
                    Map<String, String> metadata,
            @Option(names = "--count", paramLabel = "N", description = "End after N calls.") @Nullable Long count)
            throws InterruptedException {
        JsonObject said = JsonObject.empty();
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata == null ? Map.of() : metadata).entrySet()) {
            said = said.with(entry.getKey(), entry.getValue());
        }
        new Offering(session, command)
                .run(session.params().with("service", service).with("metadata", said), count);
        return ExitCode.DONE;
    }
}
