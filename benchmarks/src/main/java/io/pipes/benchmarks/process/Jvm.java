// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Java that children run on, with the flags that all of them get.
 *
 * @param home where it is installed
 * @param version its feature version, for instance 17
 */
public record Jvm(Path home, int version) {
    /** The heap of every child, with the collector that Java chooses by itself; sixteen receivers share one. */
    public static final String HEAP = "-Xms512m -Xmx2g";

    /** As the distribution starts a node; everybody's cipher is compiled early, not only ours. */
    private static final List<String> EARLY_CIPHER = List.of(
            "-XX:CompileCommand=quiet", "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.02");

    /** The Java this program runs on. */
    public static Jvm own() {
        return new Jvm(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** A Java of this version: the one in use, {@code JAVA<version>_HOME}, or one that stands beside the one in use. */
    public static Optional<Jvm> find(int version) {
        if (own().version == version) {
            return Optional.of(own());
        }
        String told = System.getenv("JAVA" + version + "_HOME");
        List<Path> candidates = new ArrayList<>();
        if (told != null) {
            candidates.add(Path.of(told));
        }
        candidates.addAll(beside(own().home));
        return candidates.stream()
                .filter(home -> isVersion(home, version))
                .map(home -> new Jvm(home, version))
                .findFirst();
    }

    private static List<Path> beside(Path home) {
        List<Path> found = new ArrayList<>();
        Path shelf = home.getParent();
        if (shelf != null) {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(shelf)) {
                homes.forEach(found::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return found;
    }

    private static boolean isVersion(Path home, int version) {
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version);
        } catch (IOException noRelease) {
            return false;
        }
    }

    public String java() {
        return home.resolve("bin/java").toString();
    }

    /** How children are started, up to the name of their class. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(HEAP.split(" ")));
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        flags.add("-Djava.net.preferIPv4Stack=true");
        flags.addAll(EARLY_CIPHER);
        for (String where : List.of("benchmarks.nats-server", "benchmarks.distribution")) {
            flags.add("-D" + where + "=" + System.getProperty(where, ""));
        }
        if (version >= 24) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /** What a reader must know to compare figures. */
    public String described() {
        return "Java " + version + ", " + HEAP + ", cipher compiled early";
    }
}
