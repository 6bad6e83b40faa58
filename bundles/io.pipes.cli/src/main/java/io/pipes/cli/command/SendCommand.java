// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes send} */
@Command(
        description =
                "Send a message that only one node can read. For a node that is away it is kept, and others hold copies.")
public final class SendCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NODE", description = "Its name or the beginning of its id.")
    private String node = "";

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            arity = "0..1",
            description = "The message; - reads one per line from standard input.")
    private @Nullable String text;

    @Option(
            names = "--wait",
            paramLabel = "HOW",
            description =
                    "held: end only when others hold it for a node that is away, or it was delivered; delivered: end only then."
                            + " With code 5 when that takes too long.")
    private @Nullable String wait;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long to wait for that. Default: 30s.")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--content-type", paramLabel = "TYPE", description = "Default: text/plain.")
    private @Nullable String contentType;

    public SendCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (wait != null && !wait.equals("held") && !wait.equals("delivered")) {
            throw new ClientException(
                    "usage", "--wait is held or delivered, not '" + wait + "'; or leave it out.", false);
        }
        JsonObject params = session.params()
                .with("node", node)
                .withIfGiven("contentType", contentType)
                .withIfGiven("wait", wait)
                .withIfGiven("timeoutMillis", wait == null ? null : timeout.toMillis());
        return new Sending(session, "message.send", params, timeout.plusSeconds(5)).send(text);
    }
}
