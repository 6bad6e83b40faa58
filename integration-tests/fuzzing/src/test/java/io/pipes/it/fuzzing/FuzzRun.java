// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One fuzz target in a process of its own, for a given time.
 *
 * @param exit the exit code of the process, 0 when nothing was found
 * @param executions how many inputs were tried
 * @param output what the process printed; inputs that broke something lie beside it
 */
record FuzzRun(FuzzTarget target, int exit, long executions, Path output) {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in \\d+ second");

    /**
     * Finds nothing, only suggests what an expression would match. For each class of java.util.regex that is loaded
     * already, Jazzer reads through the whole class path and JDK at the start, which is half of the start's time; and
     * without it the same code is reached.
     */
    private static final String GUIDE_THROUGH_REGULAR_EXPRESSIONS =
            "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks";

    private static final long UNLIMITED = 0;

    /** From this time on it pays to compile well. */
    private static final Duration COMPILED = Duration.ofSeconds(5);

    private static final Duration START_AND_END = Duration.ofSeconds(120);

    /**
     * What targets and Jazzer need of the JDK. Jazzer reads through every class that it could load when it starts, so what nobody needs is
     * left out: a quarter of a start.
     */
    private static final String MODULES =
            "java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.sql,"
                    + "java.xml,jdk.attach,jdk.crypto.ec,jdk.unsupported";

    /** Runs until the time is over. */
    static FuzzRun lasting(FuzzTarget target, Duration length) throws IOException, InterruptedException {
        return of(target, length, UNLIMITED, 4);
    }

    /** Runs until so many inputs were tried or the time is over. */
    static FuzzRun brief(FuzzTarget target, long executions, Duration atMost) throws IOException, InterruptedException {
        return of(target, atMost, executions, atMost.compareTo(COMPILED) < 0 ? 1 : 4);
    }

    /** @param compile how well, 1 for a run that is too short for more to pay, else 4 */
    private static FuzzRun of(FuzzTarget target, Duration length, long executions, int compile)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(
                Path.of("target/fuzzing").resolve(target.toString()).toAbsolutePath());
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command(target, compile))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        configure(builder.environment(), length, executions);
        Process process = builder.start();
        if (!process.waitFor(length.plus(START_AND_END).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
        return new FuzzRun(target, process.exitValue(), executions(output), output);
    }

    private static List<String> command(FuzzTarget target, int compile) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + compile,
                "--limit-modules=" + MODULES,
                // Jazzer loads its agent into its own process; unless it may, a second one is started to do it.
                "-Djdk.attach.allowAttachSelf=true",
                "-cp",
                classPath(target),
                FuzzOne.class.getName(),
                target.type(),
                target.method());
    }

    private static void configure(Map<String, String> environment, Duration length, long executions) {
        environment.put("JAZZER_FUZZ", "1");
        if (executions != UNLIMITED) {
            environment.put("JAZZER_MAX_EXECUTIONS", Long.toString(executions));
        }
        environment.put("JAZZER_MAX_DURATION", length.toSeconds() + "s");
        environment.put("JAZZER_INSTRUMENTATION_INCLUDES", "io.pipes.**");
        environment.put("JAZZER_CUSTOM_HOOK_INCLUDES", "io.pipes.**");
        // Coverage guides; watching each comparison as well would cost nine tenths of the executions.
        environment.put("JAZZER_TRACE", "cov");
        environment.put("JAZZER_DISABLED_HOOKS", GUIDE_THROUGH_REGULAR_EXPRESSIONS);
    }

    /** The bundle's own classes first: its tests may need package-private ones that are not in a jar. */
    private static String classPath(FuzzTarget target) {
        Path build = target.module().toAbsolutePath().normalize().resolve("target");
        return String.join(
                ":",
                List.of(
                        build.resolve("test-classes").toString(),
                        build.resolve("classes").toString(),
                        System.getProperty("java.class.path")));
    }

    private static long executions(Path output) throws IOException {
        return DONE.matcher(Files.readString(output))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replaceAll("Done (\\d+) runs.*", "$1"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
