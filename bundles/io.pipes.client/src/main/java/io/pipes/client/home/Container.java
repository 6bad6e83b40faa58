// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.home;

import io.pipes.client.json.Json;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a container that {@code pipes} did not start, such as a Karaf with the feature {@code pipes}, says about itself in the home.
 *
 * @param started when the process began
 * @param console where the API listens, host and port
 */
record Container(long pid, Instant started, String console) {
    private static final int MOST_BYTES = 4_096;
    private static final int MAX_PORT = 65_535;
    private static final Pattern CONSOLE = Pattern.compile("\\S{1,255}:[1-9][0-9]{0,4}");

    /** The system tells it in ticks since it was booted, and the clock may have been set since. */
    private static final Duration UNSHARP = Duration.ofSeconds(10);

    static Optional<Container> of(Home home) {
        try {
            if (Files.size(home.containerFile()) > MOST_BYTES) {
                return Optional.empty();
            }
            JsonObject said = Json.readObject(Files.readString(home.containerFile()));
            Container container = new Container(
                    said.number("pid").orElse(0L), Instant.parse(said.text("started", "")), said.text("console", ""));
            return Optional.of(container).filter(Container::hasAddress);
        } catch (IOException | DateTimeException none) {
            return Optional.empty();
        }
    }

    private boolean hasAddress() {
        return CONSOLE.matcher(console).matches()
                && Integer.parseInt(console.substring(console.lastIndexOf(':') + 1)) <= MAX_PORT;
    }

    /** If it still runs. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(handle -> handle.isAlive() && beganThen(handle));
    }

    private boolean beganThen(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .filter(instant -> Duration.between(started, instant).abs().compareTo(UNSHARP) < 0)
                .isPresent();
    }
}
