// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes receive} */
@Command(description = "Print messages to this node, until --count or --timeout.")
public final class ReceiveCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--from", paramLabel = "NODE", description = "Only what this node sends.")
    private @Nullable String from;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private @Nullable Long count;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End with code 5 when it takes longer: 500ms, 10s.")
    private @Nullable Duration timeout;

    public ReceiveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new Receiving(session, count, timeout)
                .print("message.subscribe", session.params().withIfGiven("from", from));
    }
}
