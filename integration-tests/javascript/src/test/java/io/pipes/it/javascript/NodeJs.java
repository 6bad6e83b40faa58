// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of Node.js, run to their end in the folder of the client.
 *
 * @param client the folder
 * @param environment what they are told beside what this process is
 * @param outputs where the output of each is written
 */
record NodeJs(Path client, Map<String, String> environment, Path outputs) {
    private static final int OLDEST = 20;

    /** @param output the end of what it printed is at its end */
    record Ended(int code, String output) {}

    /** Whether a version that is new enough is on this machine. */
    static boolean isHere() throws InterruptedException {
        String check = "process.exit(Number.parseInt(process.versions.node) < " + OLDEST + " ? 1 : 0)";
        try {
            return new ProcessBuilder("node", "-e", check)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    Ended run(Duration patience, String... command) throws IOException, InterruptedException {
        Files.createDirectories(outputs);
        Path output = outputs.resolve(String.join("-", command).replaceAll("[^a-z-]", "") + ".txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(client.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(List.of(command) + " did not end: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
