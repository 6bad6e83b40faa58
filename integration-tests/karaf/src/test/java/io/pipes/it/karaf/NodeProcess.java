// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One node with a home, ports and a process of its own, on loopback only: a whole one, from the distribution, or a plain one, without a
 * container. Its home stays in the {@link Workspace} when the test fails, with the node's logs.
 */
final class NodeProcess implements AutoCloseable {
    /** Most nodes of tests live for seconds, of which compiling well what runs a few thousand times, and counting for it, takes a third. */
    static final String COMPILED_QUICKLY = "-XX:TieredStopAtLevel=1";

    /** For nodes that have much to do: what runs very often is compiled as well as ever, and nothing else. */
    private static final String COMPILED_LATER =
            "-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400"
                    + " -XX:Tier4CompileThreshold=60000";

    private final Path home;
    private final Java java;
    private final Launcher launcher;
    private final Map<String, String> environment = new HashMap<>();
    private final int console = Ports.free();
    private final int listen = Ports.free();
    private Process process;

    private NodeProcess(Path home, Java java, Launcher launcher) {
        this.home = home;
        this.java = java;
        this.launcher = launcher;
    }

    /** Starts a whole node in a fresh home and returns when it says that it is ready. */
    static NodeProcess start(String name, Java java) throws IOException {
        NodeProcess node = prepare(name, java);
        node.start();
        return node;
    }

    /** A whole node that was never started and has no home yet. */
    static NodeProcess prepare(String name, Java java) throws IOException {
        return prepare(name, java, new WholeLauncher());
    }

    private static NodeProcess prepare(String name, Java java, Launcher launcher) throws IOException {
        Path home = Workspace.nodes().resolve(name);
        Folders.delete(home);
        return new NodeProcess(home, java, launcher);
    }

    /** A whole node that was never started, in a home with a {@linkplain WarmCache warm cache}. */
    static NodeProcess warm(String name, Java java) throws IOException {
        NodeProcess node = prepare(name, java);
        WarmCache.giveTo(node.home);
        return node;
    }

    /**
     * A node without a container that was never started and has no home yet: the same engine and the same API, for what has nothing to do
     * with a container, its settings, its scripts and its files. Its start
     * costs a quarter of a whole one's.
     */
    static NodeProcess plain(String name, Java java) throws IOException {
        return prepare(name, java, PlainLauncher.quick(java));
    }

    /** A plain node that leaves the archive of classes in this file when it ends. */
    static NodeProcess archiving(String name, Java java, Path file) throws IOException {
        return prepare(name, java, PlainLauncher.archiving(file));
    }

    /** Sets a variable of the environment for the next starts, also one that is set anyway. */
    NodeProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** For a node that has to encrypt or to send very much, which pays for a compiler that looks twice. */
    NodeProcess workingHard() {
        return with("PIPES_JAVA_OPTS", COMPILED_LATER);
    }

    /** Starts it again in the same home, on the same ports. */
    void start() throws IOException {
        startWithoutWaiting();
        awaitReady();
    }

    /** Starts a node that will not become ready for now. */
    void startWithoutWaiting() throws IOException {
        process = launch();
    }

    /** Waits until the node's own check says that it can exchange messages. */
    void awaitReady() throws IOException {
        await("the node says that it is ready", () -> status("/health") == 200);
    }

    /** One more process with the same environment. */
    Process launch() throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "PIPES_HOME",
                home.toString(),
                "PIPES_CONSOLE",
                "127.0.0.1:" + console,
                "PIPES_LISTEN",
                "tcp://127.0.0.1:" + listen,
                "PIPES_DISCOVERY",
                "off",
                "PIPES_JAVA_OPTS",
                COMPILED_QUICKLY));
        settings.putAll(environment);
        return launcher.start(java, settings);
    }

    Path home() {
        return home;
    }

    int listen() {
        return listen;
    }

    int console() {
        return console;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The status of a GET on the console port, or 0 when nothing answers. */
    int status(String path) {
        return Get.status(console, path);
    }

    /** What the node has logged so far. */
    String log() throws IOException {
        Path log = home.resolve("log/node.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Asks the node to end and waits for it. */
    int stop() throws InterruptedException {
        process.destroy();
        return exit(process);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        exit(process);
    }

    static int exit(Process process) throws InterruptedException {
        if (!process.waitFor(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " did not end within " + Waiting.PATIENCE);
        }
        return process.exitValue();
    }

    /** Waits for something outside this process, with a look every 50 ms; as patient as a hang detector is. */
    void await(String what, BooleanSupplier seen) throws IOException {
        if (!Waiting.until(seen, process::isAlive)) {
            throw new AssertionError("waited in vain until " + what + "; see " + home.resolve("log") + "\n" + log());
        }
    }

    /** Ends the process; the home stays for whoever looks for the reason of a failure. */
    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            stop();
        }
    }
}
