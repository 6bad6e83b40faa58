// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
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
    private static final Table TABLE = Table.of(
            Column.text("NAME", "name"),
            Column.text("ID", "id"),
            Column.texts("VERBS", "verbs"),
            Column.text("NETWORK", "network"),
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
            @Option(names = "--expires", paramLabel = "TIME", description = "How long it is valid: 10m, 24h, 7d.")
                    @Nullable
                    Duration expires) {
        JsonObject params = session.params()
                .with("name", name)
                .withIfGiven("verbs", verbs)
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
    void revoke(@Parameters(paramLabel = "ID") String id) {
        session.out().result(session.ask("token.revoke", JsonObject.empty().with("id", id)), "Revoked.");
    }
}
