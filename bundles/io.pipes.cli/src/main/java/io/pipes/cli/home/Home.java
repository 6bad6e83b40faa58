// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder a node lives in.
 *
 * @param path absolute; may not exist yet
 */
public record Home(Path path) {
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

    /** How a command for this home is written. */
    public String command(String verb) {
        return path.equals(usual().path()) ? "pipes " + verb : "pipes " + verb + " --home " + path;
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
