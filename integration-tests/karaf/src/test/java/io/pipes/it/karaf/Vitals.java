// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a node's process holds, with everything gone that nobody needs.
 *
 * @param heapBytes used after a collection
 * @param descriptors open files and sockets
 */
record Vitals(long heapBytes, int descriptors) {
    private static final Pattern USED = Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

    static Vitals of(NodeProcess node) throws IOException, InterruptedException {
        long pid = node.handle().pid();
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        long kib = USED.matcher(heap)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
        if (kib == 0) {
            throw new AssertionError("not understood: " + heap);
        }
        return new Vitals(kib << 10, descriptors(pid));
    }

    static int descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) open.count();
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Java.current().home().resolve("bin/jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
        return said;
    }

    @Override
    public String toString() {
        return (heapBytes >> 10) + " KiB of heap, " + descriptors + " descriptors";
    }
}
