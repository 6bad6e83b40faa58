// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes token ...} */
@Command(description = "Tokens that let other programs use this node.")
public final class TokenCommands {
    private static final Duration BRIEFEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final Table TABLE = Table.of(
            Column.text("NAME", "name"),
            Column.text("ID", "id"),
            new Column("VERBS", row -> row.texts("verbs").isEmpty() ? "all" : String.join(", ", row.texts("verbs"))),
            Column.text("NETWORK", "network"),
            Column.text("PIPELINE", "pipeline"),
            Column.text("EXPIRES", "expires"));

    private final Session session;

    public TokenCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Make a token. It is shown this once.")
    void create(
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(
                            names = "--verbs",
                            paramLabel = "VERB",
                            split = ",",
                            description = "What it allows, such as message.send,pipeline; everything if left out.")
                    @Nullable
                    List<String> verbs,
            @Option(
                            names = "--pipeline",
                            paramLabel = "PIPELINE",
                            description = "The only pipeline it is for; everything of the network if left out.")
                    @Nullable
                    String pipeline,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "How long it is valid, from 1s to 3650d. Default: for ever.")
                    @Nullable
                    Duration expires) {
        if (expires != null && (expires.compareTo(BRIEFEST) < 0 || expires.compareTo(LONGEST) > 0)) {
            throw new ClientException("usage", "--expires is from 1s to 3650d.", false);
        }
        JsonObject params = session.params()
                .with("name", name)
                .withIfGiven("verbs", verbs)
                .withIfGiven("pipeline", pipeline)
                .withIfGiven("expiresMillis", expires == null ? null : expires.toMillis());
        JsonObject created = session.ask("token.create", params);
        session.out().result(created, created.text("token", ""));
        session.out()
                .hint("Keep it like a password. '" + session.home().command("token revoke " + created.text("id", "ID"))
                        + "' ends it.");
    }

    @Command(description = "Show all tokens, without their texts.")
    void list() {
        session.out()
                .rows(
                        session.askForList("token.list", JsonObject.empty()),
                        TABLE,
                        "There are no tokens but yours, which is in "
                                + session.home().tokenFile() + ".");
    }

    @Command(description = "End a token.")
    void revoke(
            @Parameters(paramLabel = "TOKEN", description = "Its name, or its id or the beginning of that.")
                    String id) {
        session.out().result(session.ask("token.revoke", JsonObject.empty().with("id", id)), "Revoked.");
    }
}
