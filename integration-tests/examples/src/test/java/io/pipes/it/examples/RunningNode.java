// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node that was started as people start one, on loopback, and programs of its owner. */
final class RunningNode implements AutoCloseable {
    private final Path home;
    private final String console;

    private RunningNode(Path home, String console) {
        this.home = home;
        this.console = console;
    }

    /**
     * Starts nodes at the same time, and returns when all can be used.
     *
     * @param homes folders that are not there yet
     */
    static List<RunningNode> start(Path... homes) throws Exception {
        List<RunningNode> nodes = new ArrayList<>();
        List<Conversation> starts = new ArrayList<>();
        for (Path home : homes) {
            RunningNode node = new RunningNode(home, "127.0.0.1:" + freePort());
            nodes.add(node);
            starts.add(node.converse(
                    Checkout.file("."),
                    "pipes start --listen tcp://127.0.0.1:0 --discovery off --console " + node.console));
        }
        for (Conversation start : starts) {
            try (start) {
                start.end();
            }
        }
        return nodes;
    }

    /** Where all programs are found. */
    static String path() {
        return Checkout.programs() + ":" + System.getenv("PATH");
    }

    String token() throws IOException {
        return Files.readString(home.resolve("api-token")).strip();
    }

    /** Runs a line of a shell to its end, which has to be a good one, and returns what it said. */
    String run(String line) throws Exception {
        try (Conversation program = converse(Checkout.file("."), line)) {
            return program.end();
        }
    }

    /** Starts a line of a shell. */
    Conversation converse(Path folder, String line) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", line).directory(folder.toFile());
        shell.environment().keySet().removeIf(name -> name.startsWith("PIPES_"));
        shell.environment().put("PATH", path());
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        shell.environment().put("PIPES_HOME", home.toString());
        shell.environment().put("PIPES_URL", "ws://" + console + "/api/v1");
        return new Conversation(line, shell);
    }

    @Override
    public void close() throws Exception {
        run("pipes stop");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
