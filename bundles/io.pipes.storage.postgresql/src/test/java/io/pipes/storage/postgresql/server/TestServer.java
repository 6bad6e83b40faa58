// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.Driver;

/**
 * A real PostgreSQL of our own on a loopback port, in a folder that goes with it. It does not force its disk, since no test takes the
 * machine's power away: what a killed server has written is there.
 */
public final class TestServer implements AutoCloseable {
    public static final String USER = "pipes";
    public static final String PASSWORD = "a secret of the tests";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String SYSTEM_USER = "postgres";
    private static final int SECONDS = 60;

    private static TestServer shared;

    private final Path programs;
    private final Path folder;
    private final int port;

    private TestServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** One for all tests that do it no harm; it stops with this process. */
    public static synchronized TestServer shared() throws IOException, InterruptedException, SQLException {
        if (shared == null) {
            TestServer made = make();
            Runtime.getRuntime().addShutdownHook(new Thread(made::closeQuietly));
            shared = made;
        }
        return shared;
    }

    public static TestServer make() throws IOException, InterruptedException, SQLException {
        Path programs = programs();
        Path folder = Files.createTempDirectory("pipes-postgresql-");
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER));
        }
        TestServer server = new TestServer(programs, folder, freePort());
        server.run(
                "initdb",
                "-D",
                server.data(),
                "-U",
                SYSTEM_USER,
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8",
                "--no-locale");
        // Who connects by TCP needs a password; the tests themselves come through the socket's folder, which is theirs.
        Files.writeString(
                folder.resolve("data/pg_hba.conf"),
                "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        server.start();
        server.sql("postgres", "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
        return server;
    }

    /** Where the server's programs are; in continuous integration they have to be somewhere. */
    private static Path programs() throws IOException {
        List<Path> versions = new ArrayList<>();
        if (Files.isDirectory(INSTALLED)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(INSTALLED)) {
                found.forEach(version -> versions.add(version.resolve("bin")));
            }
        }
        Optional<Path> newest = versions.stream()
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Path::compareTo);
        if (newest.isEmpty() && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException("PostgreSQL is not on this machine: install postgresql");
        }
        if (newest.isEmpty()) {
            System.err.println("SKIPPED: there is no PostgreSQL on this machine (package postgresql)");
        }
        Assumptions.assumeTrue(
                newest.isPresent(), "SKIPPED: there is no PostgreSQL on this machine (package postgresql)");
        return newest.orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** PostgreSQL refuses to be root. */
    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", SYSTEM_USER, "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("pipes-postgresql-", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(program + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    public void start() throws IOException, InterruptedException {
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder
                        + " -c shared_buffers=16MB -c max_connections=40 -c fsync=off",
                "start");
    }

    public void stop() throws IOException, InterruptedException {
        run("pg_ctl", "-D", data(), "-w", "-m", "fast", "stop");
    }

    /** SIGKILL, as when the machine's memory is used up. Returns when all its processes are gone. */
    public void kill() throws IOException {
        ProcessHandle master = ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(0)))
                .orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(master), master.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(
                process -> process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
    }

    /** A new, empty database; returns its name. */
    public String database(String name) throws SQLException {
        if (sql("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'") == 0) {
            sql("postgres", "CREATE DATABASE \"" + name + "\" OWNER " + USER);
        }
        return name;
    }

    /** Says something as the superuser; returns the number that it answers, 0 if it answers none. */
    public long sql(String database, String... statements) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SYSTEM_USER);
        long answer = 0;
        try (Connection connection =
                        new Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet row = statement.getResultSet()) {
                        answer = row.next() ? number(row.getString(1)) : 0;
                    }
                }
            }
        }
        return answer;
    }

    private static long number(String text) {
        return text != null && text.matches("-?\\d+") ? Long.parseLong(text) : 0;
    }

    public int port() {
        return port;
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException | InterruptedException e) {
            System.err.println("PostgreSQL in " + folder + " was not stopped: " + e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
