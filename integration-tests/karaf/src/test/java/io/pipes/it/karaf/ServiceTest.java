// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the systemd unit runs, run as systemd would: nobody there, almost no environment, the passphrase as a credential. */
@Timeout(240)
class ServiceTest {
    private static final Path WORK = Workspace.nodes().resolve("service");
    private static final int TERMINATED = 143;

    @Test
    void the_command_of_the_unit_runs_a_node_ends_in_time_and_starts_again_unattended() throws Exception {
        Folders.delete(WORK.resolve("home"));
        Path credential = Files.writeString(
                Files.createDirectories(WORK.resolve("credentials")).resolve(setting("LoadCredential")),
                "correct horse");
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("rw-------"));
        PipesProgram program = new PipesProgram(WORK.resolve("home"));

        for (int start = 0; start < 2; start++) {
            Process service = start(program);
            assertThat(Waiting.until(() -> isReady(program), service::isAlive))
                    .as("the node is ready")
                    .isTrue();
            assertThat(program.ask("status").get("keys").asText()).isEqualTo("passphrase");

            service.destroy();
            assertThat(service.waitFor(Long.parseLong(setting("TimeoutStopSec")), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(service.exitValue()).isEqualTo(Integer.parseInt(setting("SuccessExitStatus")));
            assertThat(service.exitValue()).isEqualTo(TERMINATED);
            assertThat(Processes.ofNodesBelow(program.home())).isEmpty();
        }
    }

    @Test
    void a_node_that_dies_ends_the_service_as_a_failure_and_one_that_is_stopped_does_not() throws Exception {
        Folders.delete(WORK.resolve("dies"));
        Files.createDirectories(WORK);
        PipesProgram program = new PipesProgram(WORK.resolve("dies"));
        Process service = start(program);
        assertThat(Waiting.until(() -> isReady(program), service::isAlive))
                .as("the node is ready")
                .isTrue();
        Processes.ofNodesBelow(program.home()).forEach(ProcessHandle::destroyForcibly);
        assertThat(NodeProcess.exit(service)).isNotIn(0, TERMINATED);

        Process again = start(program);
        assertThat(Waiting.until(() -> isReady(program), again::isAlive))
                .as("the node is ready")
                .isTrue();
        program.ask("stop");
        assertThat(NodeProcess.exit(again)).isZero();
    }

    private static boolean isReady(PipesProgram program) {
        try {
            PipesProgram.Result status = program.run("status", "--json");
            return status.code() == 0
                    && status.rows().get(0).get("state").asText().equals("ready")
                    && Files.exists(program.home().resolve("run/node.json"));
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** The line of the unit, with loopback addresses, so that a test opens no port to others. */
    private static Process start(PipesProgram program) throws IOException {
        List<String> command = new ArrayList<>(List.of(setting("ExecStart").split(" ")));
        command.set(0, command.get(0).replace("/opt/pipes", Distribution.root().toString()));
        command.addAll(List.of("--listen", "tcp://127.0.0.1:0", "--console", "127.0.0.1:0", "--discovery", "off"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(program.home()
                        .resolveSibling(program.home().getFileName() + ".log")
                        .toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "JAVA_HOME", Java.current().home().toString(),
                        "PIPES_HOME", program.home().toString(),
                        "XDG_CACHE_HOME", program.temporary().toString(),
                        "CREDENTIALS_DIRECTORY", WORK.resolve("credentials").toString()));
        return builder.start();
    }

    private static String setting(String name) throws IOException {
        return Files.readAllLines(Distribution.root().resolve("share/systemd/pipes.service")).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
