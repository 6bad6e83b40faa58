// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.it.karaf.inside.Installer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Karaf as it is published, in a process of its own. Only its settings are changed: it listens on loopback alone, and Maven artifacts come
 * from the repository that this build made and from nowhere else, also not from this machine's own Maven repository.
 */
final class StockKaraf implements AutoCloseable {
    /** Our repository of features, as people add it. */
    static final String FEATURES = "mvn:io.pipes/io.pipes.features/%s/xml/features"
            .formatted(System.getProperty("pipes.version", "0.1.0-SNAPSHOT"));

    private final Path root;
    private final int console = Ports.free();
    private final int listen = Ports.free();
    private final int ssh = Ports.free();
    private final int web = Ports.free();
    private Process process;

    private StockKaraf(Path root) {
        this.root = root;
    }

    /** Unpacks a fresh one. */
    static StockKaraf unpack(String name) throws Exception {
        Path folder = Workspace.nodes().resolve(name);
        Folders.delete(folder);
        Files.createDirectories(folder);
        Process tar = new ProcessBuilder(
                        "tar", "-xzf", packed().toString(), "--strip-components=1", "-C", folder.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("cannot unpack " + packed());
        }
        StockKaraf karaf = new StockKaraf(folder);
        karaf.settings();
        InsideBundle.pack(
                Installer.class,
                "org.osgi.framework,org.osgi.service.cm,org.apache.karaf.features,org.apache.karaf.shell.api.console",
                folder.resolve("deploy/installer.jar"));
        return karaf;
    }

    private static Path packed() {
        return Path.of(System.getProperty("karaf.stock", "")).toAbsolutePath();
    }

    /** Where the build put the feature and everything that it needs. */
    private static Path repository() {
        return Path.of("target/features-repository").toAbsolutePath();
    }

    private void settings() throws IOException {
        change("org.apache.karaf.shell.cfg", Map.of("sshHost", "127.0.0.1", "sshPort", Integer.toString(ssh)));
        change(
                "org.apache.karaf.management.cfg",
                Map.of(
                        "rmiRegistryPort",
                        Integer.toString(Ports.free()),
                        "rmiServerPort",
                        Integer.toString(Ports.free())));
        Files.writeString(root.resolve("etc/org.ops4j.pax.url.mvn.cfg"), """
                org.ops4j.pax.url.mvn.useFallbackRepositories = false
                org.ops4j.pax.url.mvn.defaultRepositories = ${karaf.home.uri}${karaf.default.repository}@id=system@snapshots
                org.ops4j.pax.url.mvn.repositories = %s@id=build@snapshots
                org.ops4j.pax.url.mvn.settings = ${karaf.etc}/no-settings.xml
                org.ops4j.pax.url.mvn.localRepository = ${karaf.data}/empty-repository
                """.formatted(
                        repository().toUri()));
        Files.writeString(
                root.resolve("etc/org.ops4j.pax.web.cfg"),
                "org.osgi.service.http.port = " + web + "\norg.ops4j.pax.web.listening.addresses = 127.0.0.1\n");
        // As a person does who wants other ports; everything else comes with the feature.
        Files.writeString(root.resolve("etc/io.pipes.runtime.cfg"), "pipes.listen = tcp://127.0.0.1:" + listen + "\n");
        Files.writeString(
                root.resolve("etc/org.apache.felix.http.cfg"), "org.osgi.service.http.port = " + console + "\n");
    }

    private void change(String file, Map<String, String> settings) throws IOException {
        Path path = root.resolve("etc").resolve(file);
        String text = Files.readString(path);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            Pattern line = Pattern.compile("(?m)^ *" + setting.getKey() + " *=.*$");
            if (!line.matcher(text).find()) {
                throw new IllegalStateException(file + " has no " + setting.getKey());
            }
            text = line.matcher(text).replaceAll(setting.getKey() + " = " + setting.getValue());
        }
        Files.writeString(path, text);
    }

    /** Starts it and returns when it takes orders. */
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("bin/karaf").toString(), "server");
        builder.environment()
                .keySet()
                .removeIf(
                        key -> key.startsWith("PIPES_") || key.startsWith("KARAF_") || key.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().put("JAVA_HOME", Java.current().home().toString());
        builder.environment().put("EXTRA_JAVA_OPTS", NodeProcess.COMPILED_QUICKLY);
        Files.deleteIfExists(port());
        process = builder.redirectErrorStream(true)
                .redirectOutput(root.resolve("console.log").toFile())
                .start();
        await("Karaf takes orders", () -> Files.exists(port()));
        // A node whose settings come while it starts begins twice.
        await("Karaf has read the settings", () -> knows("io.pipes.runtime") && knows("org.apache.felix.http"));
        // What is installed before Karaf has all of its own is stopped for what comes with that later.
        await("Karaf has started", () -> has("services org.apache.karaf.features.BootFinished"));
    }

    private boolean knows(String pid) {
        return has("configured " + pid);
    }

    private boolean has(String line) {
        try {
            return !ask(line).isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path port() {
        return root.resolve("data/installer.port");
    }

    /** Has something done within, and returns when it is done. */
    void order(String line) throws IOException {
        String answer = InsideBundle.ask(port(), line);
        if (!answer.equals("done")) {
            throw new AssertionError(line + ": " + answer);
        }
    }

    /** Asks what is so within. */
    List<String> ask(String line) throws IOException {
        return Arrays.stream(InsideBundle.ask(port(), line).split("\n"))
                .filter(answer -> !answer.isEmpty())
                .toList();
    }

    /** Ends it and starts it again. */
    void startAgain() throws Exception {
        close();
        start();
    }

    void await(String what, BooleanSupplier seen) throws IOException {
        if (!Waiting.until(seen, process::isAlive)) {
            throw new AssertionError("waited in vain until " + what + "; see " + root + "\n" + log());
        }
    }

    Path root() {
        return root;
    }

    /** Where the feature puts the node when nothing else is said. */
    Path home() {
        return root.resolve("pipes");
    }

    int console() {
        return console;
    }

    int listen() {
        return listen;
    }

    /** Karaf's own shell. */
    int ssh() {
        return ssh;
    }

    /** The web server of Karaf's feature http. */
    int web() {
        return web;
    }

    /** The Java process, which is started by a script. */
    ProcessHandle handle() {
        return process.descendants().findFirst().orElseGet(process::toHandle);
    }

    String log() throws IOException {
        Path log = root.resolve("data/log/karaf.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws Exception {
        if (process == null || !process.isAlive()) {
            return;
        }
        if (Files.exists(port())) {
            order("halt");
        }
        if (!process.waitFor(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("Karaf did not end; see " + root);
        }
    }
}
