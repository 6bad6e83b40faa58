// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself, and the options that may stand before or after any verb. */
@Command(
        name = "pipes",
        synopsisSubcommandLabel = "COMMAND",
        description = "Private networks and encrypted messages between nodes that you run yourself.",
        optionListHeading = "%nOptions, before or after the command%n",
        commandListHeading = "%nCommands%n",
        footer = {
            "",
            "A new node:  pipes start, pipes identity create NAME, pipes network create NAME, pipes network invite",
            "On another:  pipes start, pipes identity create NAME, pipes network join TICKET",
            "Ends with 0 done, 1 failed, 2 usage, 3 node not running, 4 refused, 5 timed out or not reachable now."
        })
public final class Globals {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The node's folder. Default: PIPES_HOME, or ~/.pipes.")
    @Nullable
    Path home;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON objects, one per line.")
    boolean json;

    @Option(
            names = "--network",
            paramLabel = "NETWORK",
            scope = ScopeType.INHERIT,
            description = "Which network. May be left out when there is one.")
    @Nullable
    String network;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain this command.")
    boolean help;

    /** The same for another line, which may say otherwise. */
    Globals again() {
        Globals again = new Globals();
        again.home = home;
        again.json = json;
        again.network = network;
        return again;
    }
}
