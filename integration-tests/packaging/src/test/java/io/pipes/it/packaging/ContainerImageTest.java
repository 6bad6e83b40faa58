// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Dockerfile, as far as it can be tested without Docker: what it copies is there, what it starts is understood. */
class ContainerImageTest {
    private static final Workspace WORKSPACE = Workspace.ours();
    private static final String INSTALLED = "/opt/pipes";
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final int NOT_RUNNING = 3;

    @Test
    void what_it_copies_is_there_and_let_through() throws IOException {
        String[] copy = instruction("COPY").split(" ");
        String source = copy[0].replace("${VERSION}", instruction("ARG VERSION="));

        assertThat(WORKSPACE.root().resolve(source))
                .isEqualTo(WORKSPACE.distribution())
                .isDirectory();
        assertThat(copy[1]).isEqualTo(INSTALLED + "/");
        assertThat(Files.readAllLines(WORKSPACE.root().resolve(".dockerignore")))
                .contains("*", "!karaf-distribution/target/pipes-*/**");
    }

    @Test
    void what_it_starts_is_understood() throws Exception {
        List<String> start = new ArrayList<>(words(instruction("ENTRYPOINT")));
        start.addAll(words(instruction("CMD")));

        assertThat(start).contains("start", "--foreground");
        assertUnderstood(start, FAILED);
    }

    @Test
    void what_looks_after_it_is_understood() throws Exception {
        String check = instruction("HEALTHCHECK");

        assertUnderstood(words(check.substring(check.indexOf("CMD ") + 4)), NOT_RUNNING);
    }

    @Test
    void it_does_not_run_as_root_and_keeps_everything_in_one_volume() throws IOException {
        assertThat(instruction("USER")).isEqualTo("pipes");
        assertThat(instruction("VOLUME")).isEqualTo("/data");
        assertThat(instruction("ENV")).contains("PIPES_HOME=/data");
        assertThat(instruction("FROM")).matches("[a-z-]+:(17|25)-jre");
    }

    /**
     * Runs it with a file where the home should be, so that nothing comes of it.
     *
     * @param refusal what it ends with then; a command that is not understood ends with 2
     */
    private static void assertUnderstood(List<String> command, int refusal) throws Exception {
        Map<String, String> nowhere =
                Map.of("PIPES_HOME", WORKSPACE.root().resolve("Dockerfile").toString());
        List<String> here = new ArrayList<>(command);
        here.set(0, here.get(0).replace(INSTALLED, WORKSPACE.distribution().toString()));
        Program understood = Program.run(here, nowhere);
        assertThat(understood.code()).as(understood.output()).isEqualTo(refusal);

        here.add("--no-such-option");
        assertThat(Program.run(here, nowhere).code()).isEqualTo(MISUSED);
    }

    private static List<String> words(String array) throws IOException {
        return Arrays.asList(new ObjectMapper().readValue(array, String[].class));
    }

    /** What stands behind the word in the one line that begins with it. */
    private static String instruction(String word) throws IOException {
        try (Stream<String> lines = Files.lines(WORKSPACE.root().resolve("Dockerfile"))) {
            List<String> found = lines.filter(line -> line.startsWith(word)).toList();
            assertThat(found).as(word).hasSize(1);
            return found.get(0).substring(word.length()).strip();
        }
    }
}
