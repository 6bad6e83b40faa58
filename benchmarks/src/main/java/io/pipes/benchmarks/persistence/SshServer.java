// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.Daemon;
import io.pipes.benchmarks.process.FreePort;
import io.pipes.benchmarks.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An sshd that lets one fresh key in on 127.0.0.1. Its keys, configuration and known hosts lie in a folder of its own, and neither side reads
 * those of the machine or of the person who runs the benchmark.
 */
record SshServer(Daemon daemon, Path folder) implements AutoCloseable {
    private static final String SSHD = "sshd";
    private static final String KEYGEN = "ssh-keygen";
    private static final Path SEPARATION = Path.of("/run/sshd");

    static Optional<String> missing() {
        return Program.missing(SSHD, "openssh-server")
                .or(() -> Program.missing(KEYGEN, "openssh-client"))
                .or(SshServer::lacksItsFolder);
    }

    /** As root it gives its privileges up in there; the folder is made when the machine starts the service, and not by its package. */
    private static Optional<String> lacksItsFolder() {
        boolean root = System.getProperty("user.name").equals("root");
        return root && !Files.isDirectory(SEPARATION)
                ? Optional.of("sshd needs " + SEPARATION + ": mkdir " + SEPARATION)
                : Optional.empty();
    }

    static SshServer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        makeKey(folder.resolve("host"));
        makeKey(folder.resolve("user"));
        int port = FreePort.find();
        Path config = Files.writeString(folder.resolve("sshd_config"), config(folder, port));
        Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
        // It starts itself again for each connection, which needs its whole path.
        String program = Program.find(SSHD).orElseThrow().toAbsolutePath().toString();
        List<String> command = List.of(program, "-D", "-e", "-f", config.toString());
        return new SshServer(Daemon.start(command, folder.resolve("sshd.log"), port), folder);
    }

    private static void makeKey(Path file) throws IOException {
        String program = Program.find(KEYGEN).orElseThrow().toString();
        List<String> command = List.of(program, "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
        Finished.require(command, file.resolveSibling(file.getFileName() + ".log"));
    }

    /** Strict modes would look at the folders above, which are not this server's. */
    private static String config(Path folder, int port) {
        return String.join(
                "\n",
                "ListenAddress 127.0.0.1",
                "Port " + port,
                "HostKey " + folder.resolve("host"),
                "AuthorizedKeysFile " + folder.resolve("user.pub"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "");
    }

    /** What rsync needs to be told, as its option {@code -e}. */
    String shell() {
        return String.join(
                " ",
                "ssh",
                "-F none",
                "-p " + daemon.port(),
                "-i " + folder.resolve("user"),
                "-o IdentitiesOnly=yes",
                "-o IdentityAgent=none",
                "-o BatchMode=yes",
                "-o GlobalKnownHostsFile=none",
                "-o UserKnownHostsFile=" + folder.resolve("known_hosts"));
    }

    @Override
    public void close() {
        daemon.close();
    }
}
