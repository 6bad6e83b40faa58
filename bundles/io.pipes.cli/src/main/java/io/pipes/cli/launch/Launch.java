// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.client.ClientException;
import io.pipes.client.home.Home;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A node process that was started from this distribution. */
final class Launch {
    private final Process process;
    private final Home home;
    private final long logBefore;

    private Launch(Process process, Home home, long logBefore) {
        this.process = process;
        this.home = home;
        this.logBefore = logBefore;
    }

    /** Starts a node that goes on when this program and its terminal have gone. */
    static Launch detached(Home home, StartPlan plan) {
        List<String> command = new ArrayList<>();
        // Otherwise Ctrl-C in this terminal would end the node too.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(script().toString());
        return start(home, plan, new ProcessBuilder(command).redirectInput(new File("/dev/null")));
    }

    /** Starts a node that belongs to this program and prints its log here. */
    static Launch foreground(Home home, StartPlan plan) {
        ProcessBuilder builder = new ProcessBuilder(script().toString(), "--foreground");
        return start(
                home,
                plan,
                builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    private static Launch start(Home home, StartPlan plan, ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.put("PIPES_HOME", home.path().toString());
        environment.put("PIPES_CONSOLE", plan.console());
        environment.put("PIPES_LISTEN", plan.listen());
        environment.put("PIPES_DISCOVERY", plan.discovery());
        environment.put("PIPES_PEERING", plan.peering());
        environment.put(
                "PIPES_PASSPHRASE_FILE",
                plan.unlocking().file().map(Path::toString).orElse(""));
        environment.put("PIPES_FORGET_PASSPHRASE", plan.unlocking().forget() ? "yes" : "no");
        long logBefore = home.nodeLog().toFile().length();
        try {
            return new Launch(builder.start(), home, logBefore);
        } catch (IOException impossible) {
            throw new ClientException(
                    "failed", "The node could not be started: " + impossible.getMessage(), false, impossible);
        }
    }

    private static Path script() {
        String distribution = System.getProperty("pipes.distribution");
        if (distribution == null) {
            throw new ClientException("failed", "Nodes are started by the program bin/pipes of a distribution.", false);
        }
        return Path.of(distribution, "bin", "pipes-node");
    }

    Process process() {
        return process;
    }

    Home home() {
        return home;
    }

    /**
     * Why the process ended before it could do anything: what the start script said, else what Java or the node said last. Blocks until
     * the script has handed over to Java, so call it for an ended process.
     */
    String lastWords() {
        String script = LastWords.first(read(process).lines());
        if (!script.isEmpty()) {
            return sentence(script);
        }
        String said = tail(home.launchLog());
        return sentence(said.isEmpty() ? "The process ended with code " + process.exitValue() + logged() : said);
    }

    /** What it put into its log since it was started: the last error, and where the rest is. */
    private String logged() {
        try (InputStream log = Files.newInputStream(home.nodeLog())) {
            log.skipNBytes(Math.min(logBefore, Files.size(home.nodeLog())));
            String error =
                    LastWords.lastError(new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8)).lines());
            return (error.isEmpty() ? " and said nothing" : ": " + error) + ". Look into " + home.nodeLog();
        } catch (IOException none) {
            return " and said nothing";
        }
    }

    /** What the process has written beside its log; it writes nothing there while all is well. */
    String complaint() {
        return tail(home.launchLog());
    }

    private static String read(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    private static String tail(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return LastWords.last(lines);
        } catch (IOException none) {
            return "";
        }
    }

    private String sentence(String words) {
        if (words.contains("No space left")) {
            return "There is no room left on the disk of " + home + ". Make some, then start again.";
        }
        String plain = words.startsWith("pipes-node: ") ? words.substring(12) : words;
        String begin = plain.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + plain.substring(1);
        return begin.endsWith(".") ? begin : begin + ".";
    }
}
