// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes held} */
@Command(description = "Show messages of this node that wait for nodes that are away, or how far one message has come.")
public final class HeldCommand implements Callable<Integer> {
    private static final Table TABLE = Table.of(
            Column.whole("MESSAGE", "message"),
            Column.text("TO", "name"),
            Column.text("RECEIPT", "receipt"),
            Column.age("SENT", "time"),
            Column.text("UNTIL", "until"),
            Column.texts("HOLDERS", "holderNames"));

    private static final Table FOR_OTHERS =
            Table.of(Column.number("LETTERS", "letters"), Column.bytes("BYTES", "bytes"));

    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "MESSAGE",
            arity = "0..1",
            description = "A message's whole id, as send prints it: says how far it has come.")
    private @Nullable String message;

    @Option(
            names = "--for-others",
            description = "Show how much this node holds of others for others. It cannot read that.")
    private boolean forOthers;

    @Option(names = "--limit", paramLabel = "N", description = "Show the oldest N. Default: 256; at most 1024.")
    private @Nullable Long limit;

    public HeldCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (forOthers) {
            session.out().card(session.ask("message.held", session.params()), FOR_OTHERS);
        } else if (message != null) {
            JsonObject row = session.ask("message.receipt", session.params().with("message", message));
            session.out().result(row, row.text("receipt", "") + "  " + row.text("message", ""));
        } else {
            List<JsonObject> rows =
                    session.askForList("message.waiting", session.params().withIfGiven("limit", limit));
            session.out().rows(rows, TABLE, "No message waits for anybody.");
        }
        return ExitCode.DONE;
    }
}
