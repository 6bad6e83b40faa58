// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.embedded.served.ServedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts nodes without a container. They have the memory, the home and the settings of whole ones, and log to the same file; what a variable
 * would mean that is not known here, nobody can say, so it is refused.
 */
final class PlainLauncher implements Launcher {
    private static final String OPTIONS = "PIPES_JAVA_OPTS";
    private static final Set<String> SETTINGS = Set.of(
            "PIPES_HOME",
            "PIPES_CONSOLE",
            "PIPES_LISTEN",
            "PIPES_DISCOVERY",
            "PIPES_PEERING",
            "PIPES_PASSPHRASE_FILE",
            "PIPES_FORGET_PASSPHRASE");

    /** Of the distribution's: what limits memory, what makes the JDK's cipher quick, and how Java ends. */
    private static final List<String> AS_WHOLE_NODES = List.of(
            "-Xms32m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=192m",
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.02");

    /** Libraries warn, we inform, as in the log of a whole node. */
    private static final List<String> LOG = List.of(
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-Dorg.slf4j.simpleLogger.log.org.eclipse.jetty=warn",
            "-Dorg.slf4j.simpleLogger.log.io.netty=warn");

    private static final FileAttribute<?> OWNERS_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final List<String> archive;

    private PlainLauncher(List<String> archive) {
        this.archive = archive;
    }

    /** One that takes classes from the {@linkplain ClassArchive archive}. */
    static PlainLauncher quick(Java java) {
        return new PlainLauncher(ClassArchive.optionsFor(java));
    }

    /** One whose process has its classes written down when it ends. */
    static PlainLauncher archiving(Path file) {
        return new PlainLauncher(List.of("-XX:ArchiveClassesAtExit=" + file));
    }

    @Override
    public Process start(Java java, Map<String, String> settings) throws IOException {
        Path home = Files.createDirectories(Path.of(settings.get("PIPES_HOME")), OWNERS_ONLY);
        Path log = Files.createDirectories(home.resolve("log"), OWNERS_ONLY).resolve("node.log");
        Path temporary = Files.createDirectories(home.resolve("run/tmp"), OWNERS_ONLY);
        List<String> command = new ArrayList<>();
        command.add(java.home().resolve("bin/java").toString());
        command.addAll(AS_WHOLE_NODES);
        command.addAll(archive);
        command.addAll(LOG);
        command.addAll(words(settings.getOrDefault(OPTIONS, "")));
        settings.forEach((variable, value) -> command.addAll(told(variable, value)));
        command.addAll(List.of(
                "-Dpipes.version=" + System.getProperty("pipes.version", "0.1.0-SNAPSHOT"),
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.awt.headless=true",
                "-cp",
                classPath().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                ServedProcess.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("PIPES_") || key.equals("JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    /** A variable as the property that the script makes of it. */
    private static List<String> told(String variable, String value) {
        if (variable.equals(OPTIONS)) {
            return List.of();
        }
        if (!SETTINGS.contains(variable)) {
            throw new IllegalArgumentException(variable + " means nothing to a node without a container");
        }
        return List.of(
                "-D" + variable.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-') + "=" + value);
    }

    private static List<String> words(String options) {
        return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
    }

    /** That of the tests without the tests and without packed distributions: Java does not write down classes beside such. */
    static Stream<Path> classPath() {
        Path tests = Path.of("target/test-classes").toAbsolutePath();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> Files.isDirectory(entry) || entry.toString().endsWith(".jar"))
                .filter(entry -> !entry.equals(tests));
    }
}
