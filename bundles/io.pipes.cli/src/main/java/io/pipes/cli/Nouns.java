// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.command.BackupCommand;
import io.pipes.cli.command.CompletionCommand;
import io.pipes.cli.command.DemoCommand;
import io.pipes.cli.command.DoctorCommand;
import io.pipes.cli.command.HeldCommand;
import io.pipes.cli.command.IdentityCommands;
import io.pipes.cli.command.LogsCommand;
import io.pipes.cli.command.NetworkCommands;
import io.pipes.cli.command.NodeCommands;
import io.pipes.cli.command.PipelineCommands;
import io.pipes.cli.command.PresenceCommands;
import io.pipes.cli.command.ReceiveCommand;
import io.pipes.cli.command.RestoreCommand;
import io.pipes.cli.command.SendCommand;
import io.pipes.cli.command.ServiceCommands;
import io.pipes.cli.command.ShellCommand;
import io.pipes.cli.command.StartCommand;
import io.pipes.cli.command.StateCommands;
import io.pipes.cli.command.StatusCommand;
import io.pipes.cli.command.StopCommand;
import io.pipes.cli.command.StoreCommands;
import io.pipes.cli.command.TokenCommands;
import io.pipes.cli.command.VersionCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The first words of all commands, in the order of the help. */
final class Nouns {
    private static final Map<String, Function<Session, Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("demo", DemoCommand::new);
        ALL.put("start", StartCommand::new);
        ALL.put("stop", StopCommand::new);
        ALL.put("status", StatusCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("logs", LogsCommand::new);
        ALL.put("version", VersionCommand::new);
        ALL.put("identity", IdentityCommands::new);
        ALL.put("network", NetworkCommands::new);
        ALL.put("node", NodeCommands::new);
        ALL.put("pipeline", PipelineCommands::new);
        ALL.put("state", StateCommands::new);
        ALL.put("send", SendCommand::new);
        ALL.put("receive", ReceiveCommand::new);
        ALL.put("held", HeldCommand::new);
        ALL.put("presence", PresenceCommands::new);
        ALL.put("service", ServiceCommands::new);
        ALL.put("store", StoreCommands::new);
        ALL.put("backup", BackupCommand::new);
        ALL.put("restore", RestoreCommand::new);
        ALL.put("token", TokenCommands::new);
        ALL.put("shell", ShellCommand::new);
        ALL.put("completion", CompletionCommand::new);
    }

    private Nouns() {}

    /**
     * The commands that these arguments may mean. Looking at all of them by reflection takes longer than everything else a short command
     * does, so one that is plainly named comes alone.
     */
    static Map<String, Function<Session, Object>> forArguments(String... arguments) {
        int first = firstAfterGlobals(arguments);
        String noun = first < arguments.length ? arguments[first] : "";
        Function<Session, Object> named = ALL.get(noun);
        return named == null ? ALL : Map.of(noun, named);
    }

    /** Where the first argument stands that is no global option; after all of them if there is none. */
    static int firstAfterGlobals(String... arguments) {
        int at = 0;
        while (at < arguments.length && isGlobal(arguments[at])) {
            at += arguments[at].equals("--home") || arguments[at].equals("--network") ? 2 : 1;
        }
        return Math.min(at, arguments.length);
    }

    private static boolean isGlobal(String argument) {
        return argument.equals("--json")
                || argument.equals("--home")
                || argument.equals("--network")
                || argument.startsWith("--home=")
                || argument.startsWith("--network=");
    }
}
