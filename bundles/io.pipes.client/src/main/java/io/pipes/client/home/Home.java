// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder a node lives in.
 *
 * @param path absolute; may not exist yet
 */
public record Home(Path path) {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}._/:@%+,=-]+");

    public static Home at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return new Home(absolute.toRealPath());
        } catch (IOException notThereYet) {
            return new Home(absolute);
        }
    }

    public Path tokenFile() {
        return path.resolve("api-token");
    }

    /** How the node was started last. */
    public Path runFile() {
        return path.resolve("run/node.json");
    }

    /** What a container says that was not started by this program. */
    Path containerFile() {
        return path.resolve("run/container.json");
    }

    /** Unlocks the keys; not there when a passphrase does. */
    public Path keyFile() {
        return path.resolve("keys/unlock");
    }

    public Path nodeLog() {
        return path.resolve("log/node.log");
    }

    /** What the process said before it had a log. */
    public Path launchLog() {
        return path.resolve("log/launch.log");
    }

    public Optional<Long> pid() {
        try {
            return Optional.of(
                    Long.parseLong(Files.readString(path.resolve("run/pid")).trim()));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** How a command for this home is typed, so that it works when it is copied into a shell. */
    public String command(String words) {
        String command = program() + " " + words;
        return path.equals(usual().path()) ? command : command + " --home " + quoted(path.toString());
    }

    /** How this program was called; in a checkout there is only {@code ./pipes}. */
    public static String program() {
        return quoted(System.getProperty("pipes.program", "pipes"));
    }

    /** In double quotes where a shell would take it apart: hints stand in single ones. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : '"' + word.replaceAll("[\\\\\"$`]", "\\\\$0") + '"';
    }

    /** The home that is taken when none is said. */
    public static Home usual() {
        String given = System.getenv("PIPES_HOME");
        return at(
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".pipes") : Path.of(given));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
