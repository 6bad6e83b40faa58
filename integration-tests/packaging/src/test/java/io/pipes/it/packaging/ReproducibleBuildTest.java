// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Builds everything that is shipped a second time, from a copy of the sources in another folder, in another time zone and language, and
 * compares. Who builds a version gets what we have shipped, to the byte.
 */
class ReproducibleBuildTest {
    private static final long PATIENCE_MINUTES = 10;
    private static final Path SECOND =
            Path.of("target/second-build/some where else").toAbsolutePath();

    private static final Workspace first = Workspace.ours();
    private static final Workspace second = new Workspace(SECOND);

    @BeforeAll
    static void build_again() throws Exception {
        delete(SECOND);
        first.copyTo(SECOND);
        Path log = SECOND.resolveSibling("build.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(property("pipes.maven"), "bin", "mvn").toString(),
                        "--batch-mode",
                        "--no-transfer-progress",
                        // Not --offline, though all is there: the bill of materials would be left out.
                        "--no-snapshot-updates",
                        "-Dmaven.repo.local=" + property("pipes.maven.repository"),
                        "-DskipTests",
                        "-Dspotless.check.skip=true",
                        "--projects",
                        "karaf-distribution,bundles/io.pipes.embedded,bundles/io.pipes.testkit.apps",
                        "--also-make",
                        "package")
                .directory(SECOND.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TZ", "Pacific/Auckland");
        builder.environment().put("LC_ALL", "C");
        // Of the build that runs this test.
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        Process maven = builder.start();
        if (!maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
            throw new AssertionError("the second build did not end; see " + log);
        }
        assertThat(maven.exitValue())
                .as("second build; see " + log + "\n" + end(log))
                .isZero();
    }

    @Test
    void every_bundle_has_the_same_bytes() throws IOException {
        List<Path> jars = first.bundleJars();

        assertThat(jars).hasSizeGreaterThan(12);
        // A build of some modules only has fewer.
        assertThat(second.bundleJars()).containsAll(jars);
        assertThat(differences(jars)).isEmpty();
    }

    @Test
    void the_features_have_the_same_bytes() throws IOException {
        assertThat(differences(List.of(
                        Path.of("features/target/classes/features.xml"),
                        Path.of("features/target/classes/platform.xml"))))
                .isEmpty();
    }

    @Test
    void every_file_of_the_distribution_has_the_same_bytes() throws IOException {
        List<Path> files = first.distributionFiles();

        assertThat(files).hasSizeGreaterThan(60).isEqualTo(second.distributionFiles());
        assertThat(differences(files)).isEmpty();
    }

    private static List<String> differences(List<Path> files) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Path file : files) {
            differences.addAll(
                    Difference.between(first.root().resolve(file), second.root().resolve(file)));
        }
        return differences;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(value).as(name + ", which the build sets").isNotNull();
        return value;
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
