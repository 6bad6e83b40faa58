// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in the process of an application that has no other dependency, and not much memory. */
class EmbeddedTest {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void what_an_application_published_is_there_when_it_runs_again() throws Exception {
        assertThat(notes(run("one"))).containsExactly("note one");
        assertThat(notes(run("two"))).containsExactly("note one", "note two");
    }

    private static List<String> notes(List<String> said) {
        System.out.println(said);
        return said.stream().filter(line -> line.startsWith("note ")).toList();
    }

    private List<String> run(String note) throws Exception {
        Path said = folder.resolve("said");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-cp",
                        Tree.classPath()
                                + File.pathSeparator
                                + Path.of("target/test-classes").toAbsolutePath(),
                        Application.class.getName(),
                        folder.resolve("home").toString(),
                        note)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(application.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the process ends when the application has closed what it opened")
                    .isTrue();
            assertThat(application.exitValue()).as(Files.readString(said)).isZero();
            return Files.readAllLines(said);
        } finally {
            application.destroyForcibly();
        }
    }
}
