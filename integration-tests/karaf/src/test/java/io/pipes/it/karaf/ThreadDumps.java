// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** What the threads of running nodes do. */
final class ThreadDumps {
    private static final long PATIENCE_SECONDS = 20;

    private ThreadDumps() {}

    /** Writes one file, {@code threads-PROCESS-TIME.txt}, for each node with a home below this folder. */
    static void write(Path folder) {
        for (ProcessHandle node : Processes.ofNodesBelow(folder)) {
            Path home = Processes.baseOf(node);
            String time =
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
            try {
                Process jcmd = new ProcessBuilder(
                                Java.current().home().resolve("bin/jcmd").toString(),
                                Long.toString(node.pid()),
                                "Thread.print",
                                "-l")
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("threads-" + node.pid() + "-" + time + ".txt")
                                .toFile())
                        .start();
                if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    jcmd.destroyForcibly();
                }
            } catch (IOException gone) {
                System.out.println("no thread dump of process " + node.pid() + ": " + gone);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
