// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a small program of the system for what Java does not tell. */
final class Tool {
    private static final long PATIENCE_SECONDS = 3;
    private static final int MOST_BYTES = 4_096;

    private Tool() {}

    /** @return its first {@value #MOST_BYTES} bytes of output without blanks around; nothing if it is missing, fails or does not end */
    static Optional<String> ask(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return ended && process.exitValue() == 0
                        ? Optional.of(
                                new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                                        .strip())
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
