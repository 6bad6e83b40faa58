// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end. */
record Program(int code, String output) {
    private static final long PATIENCE_SECONDS = 60;

    static Program run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    static Program run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", System.getProperty("java.io.tmpdir") + "/no-cache");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end");
        }
        return new Program(process.exitValue(), output);
    }
}
