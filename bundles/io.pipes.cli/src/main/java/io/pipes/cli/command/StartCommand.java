// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.launch.StartOptions;
import io.pipes.cli.launch.Starter;
import io.pipes.client.ClientException;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes start} */
@Command(
        description = "Start the node; return when it can be used.",
        footer = "What is left out is as it was the last time.")
public final class StartCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Where other nodes connect. Default: tcp://0.0.0.0:7171, or the next free port.")
    private @Nullable String listen;

    @Option(
            names = "--console",
            paramLabel = "HOST:PORT",
            description = "Where commands and the console connect. Default: 127.0.0.1:7170, or the next free port.")
    private @Nullable String console;

    @Option(
            names = "--discovery",
            paramLabel = "on|off",
            description = "Whether nodes may look around on the local network; nothing does so yet.")
    private @Nullable String discovery;

    @Option(
            names = "--peering",
            paramLabel = "auto|manual",
            description = "manual: connect only to addresses it is told.")
    private @Nullable String peering;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Has the passphrase that unlocks the node's keys. Keys that need none so far get this one.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--forget-passphrase",
            description = "Unlock with the passphrase for the last time, by a key file from then on.")
    private boolean forgetPassphrase;

    @Option(names = "--foreground", description = "Stay, print the log, stop with Ctrl-C.")
    private boolean foreground;

    public StartCommand(Session session) {
        this.session = session;
    }

    private boolean asksForSomethingElse(JsonObject running) {
        return passphraseFile != null
                || forgetPassphrase
                || console != null && !console.equals(running.text("console", ""))
                || listen != null && !running.texts("listen").contains(listen);
    }

    @Override
    public Integer call() throws InterruptedException {
        Starter starter = new Starter(session.home(), session.out());
        StartOptions options = new StartOptions(console, listen, discovery, peering, passphraseFile, forgetPassphrase);
        Optional<JsonObject> running = starter.running();
        if (running.isPresent()) {
            session.out().note("A node already runs in " + session.home() + ".");
            StatusCommand.print(session, running.get());
            if (asksForSomethingElse(running.get())) {
                throw new ClientException(
                        "already_exists",
                        "It goes on as it is: options count when a node starts. Stop it first to change them.",
                        false);
            }
            return ExitCode.DONE;
        }
        if (foreground) {
            return starter.foreground(options);
        }
        StatusCommand.print(session, starter.start(options));
        session.out()
                .hint("Next: '" + session.home().command("identity create NAME") + "'. '" + Home.program()
                        + " --help' shows everything.");
        return ExitCode.DONE;
    }
}
