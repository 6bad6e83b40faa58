// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the clock can be right: not before this program, not before what it has done itself. */
final class ClockCheck {
    private static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CERTAINLY_WRONG = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Home home;

    ClockCheck(Home home) {
        this.home = home;
    }

    Check look() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (now.isBefore(RELEASED) || now.isAfter(CERTAINLY_WRONG)) {
            return Check.bad("clock", "It is " + now + "? Set the clock, or invitations expire wrongly.");
        }
        return newest().filter(file -> written(file).isAfter(now.plus(TOLERANCE)))
                .map(file -> Check.bad(
                        "clock",
                        "It is " + now + ", but " + file + " was written at " + written(file)
                                + ": the clock was or is wrong. Set it, or invitations expire wrongly."))
                .orElseGet(() -> kept(now, Tool.ask("timedatectl", "show", "--property=NTPSynchronized", "--value")));
    }

    /** @param told what the system says about being synchronised: yes, no, or nothing */
    static Check kept(Instant now, Optional<String> told) {
        return switch (told.orElse("")) {
            case "yes" -> Check.good("clock", "It is " + now + ", and the system keeps that right.");
            case "no" ->
                Check.warning(
                        "clock",
                        "It is " + now
                                + ", and nothing keeps that right, as far as the system knows: a clock that drifts"
                                + " lets invitations expire wrongly and puts messages out of order. 'timedatectl set-ntp"
                                + " true' keeps it.");
            default ->
                Check.good(
                        "clock", "It is " + now + ". Whether something keeps that right, this system does not tell.");
        };
    }

    private Optional<Path> newest() {
        return Stream.of("log", "run", "db", "etc", "keys")
                .flatMap(folder -> files(home.path().resolve(folder)))
                .max(Comparator.comparing(ClockCheck::written));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException none) {
            return Stream.empty();
        }
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }
}
