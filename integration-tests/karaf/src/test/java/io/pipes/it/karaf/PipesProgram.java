// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code bin/pipes} of the packed distribution, run as a person runs it, in an environment without settings of this machine's owner. */
final class PipesProgram {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 240;

    private final Path home;
    private final Path work;
    private final Map<String, String> environment = new HashMap<>();

    /** @param home the node's home, which {@code pipes start} makes */
    PipesProgram(Path home) throws IOException {
        this.home = home;
        work = Workspace.folder("cli");
        Files.createDirectories(work.resolve("tmp"));
    }

    Path home() {
        return home;
    }

    /** Where the program makes its own temporary files. */
    Path temporary() {
        return work.resolve("tmp");
    }

    /** Sets a variable of the environment for the next runs. */
    PipesProgram with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Result run(String... arguments) throws Exception {
        return start(null, arguments).await();
    }

    Result runWithInput(String input, String... arguments) throws Exception {
        return start(input, arguments).await();
    }

    /** Runs it and expects code 0 and one JSON object. */
    JsonNode ask(String... arguments) throws Exception {
        List<JsonNode> rows = rows(arguments);
        if (rows.size() != 1) {
            throw new AssertionError(String.join(" ", arguments) + ": expected one object, got " + rows);
        }
        return rows.get(0);
    }

    /** Runs it and expects code 0 and any number of JSON objects, one per line. */
    List<JsonNode> rows(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        Result result = run(all.toArray(String[]::new));
        if (result.code() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + result);
        }
        return result.rows();
    }

    /** The texts of a persistent pipeline, as they came to the node. */
    List<String> history(String pipeline) throws Exception {
        return rows("pipeline", "history", pipeline).stream()
                .map(row -> row.get("text").asText())
                .toList();
    }

    /** Starts it and does not wait; output goes to files, because whatever it leaves running may keep a pipe open. */
    Running start(@Nullable String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Distribution.root().resolve("bin/pipes").toString());
        command.add("--home");
        command.add(home.toString());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(work, "run-", ".out");
        Path err = Files.createTempFile(work, "run-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("PIPES_"));
        builder.environment().put("JAVA_HOME", Java.current().home().toString());
        builder.environment()
                .put("XDG_CACHE_HOME", Workspace.shared().resolve("cache").toString());
        builder.environment().put("PIPES_JAVA_OPTS", NodeProcess.COMPILED_QUICKLY);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            if (input != null) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
        return new Running(process, out, err);
    }

    /** A run that has not ended yet. */
    record Running(Process process, Path out, Path err) {
        Result await() throws Exception {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("pipes did not end: " + Files.readString(out) + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /** What a run ended with. */
    record Result(int code, String out, String err) {
        /** Standard output, read as one JSON object per line. */
        List<JsonNode> rows() throws IOException {
            List<JsonNode> rows = new ArrayList<>();
            for (String line : out.lines().toList()) {
                rows.add(JSON.readTree(line));
            }
            return rows;
        }

        /** The code of the failure that {@code --json} printed. */
        String failure() throws IOException {
            String last =
                    err.lines().filter(line -> line.startsWith("{")).findFirst().orElse("{}");
            return JSON.readTree(last).path("error").path("code").asText();
        }
    }
}
