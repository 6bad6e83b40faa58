// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One home on its way from a key file to a passphrase and back, with everything that can go wrong between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PassphraseTest {
    private static final String PASSPHRASE = "correct horse battery staple";

    private Path work;
    private Path passphrase;

    @BeforeAll
    void write_the_passphrase() throws IOException {
        work = Workspace.nodes().resolve("passphrase");
        Folders.delete(work);
        Files.createDirectories(work);
        passphrase = secretFile("passphrase", PASSPHRASE + "\n");
    }

    @Test
    void an_existing_home_gets_a_passphrase_keeps_it_and_gives_it_back() throws Exception {
        PipesProgram home = new PipesProgram(work.resolve("home"));
        assertThat(startedBehind(home)).isEqualTo("key-file");
        String identity = home.ask("identity", "create", "me").get("identity").asText();
        PipesProgram.Result tooLate = home.run("start", "--passphrase-file", passphrase.toString(), "--json");
        assertThat(tooLate.code()).isEqualTo(1);
        assertThat(tooLate.failure()).isEqualTo("already_exists");
        home.ask("stop");

        PipesProgram.Result changed = home.run(startWords("--passphrase-file", passphrase.toString()));
        assertThat(changed.code()).as(changed.toString()).isZero();
        assertThat(changed.err()).contains("Keep it somewhere else too");
        assertThat(home.home().resolve("keys/unlock")).doesNotExist();
        assertNowhere(PASSPHRASE, home.home());
        home.ask("stop");

        assertRefusals(home);

        // As the last time: nobody is asked, nobody types.
        assertThat(startedBehind(home)).isEqualTo("passphrase");
        assertThat(home.ask("identity", "list").get("identity").asText()).isEqualTo(identity);
        home.ask("stop");
        assertThat(startedBehind(home, "--forget-passphrase")).isEqualTo("key-file");
        home.ask("stop");
        Files.delete(passphrase);
        assertThat(startedBehind(home)).isEqualTo("key-file");
        assertThat(home.ask("identity", "list").get("identity").asText()).isEqualTo(identity);
        home.ask("stop");
    }

    @Test
    void a_new_home_begins_with_a_passphrase_when_it_is_given_one() throws Exception {
        Path secret = secretFile("secret", PASSPHRASE);
        PipesProgram home = new PipesProgram(work.resolve("new"));

        assertThat(startedBehind(home, "--passphrase-file", secret.toString())).isEqualTo("passphrase");
        home.ask("stop");

        assertThat(home.home().resolve("keys/unlock")).doesNotExist();
        Files.delete(home.home().resolve("run/node.json"));
        assertRefused(home, "unlocked by a passphrase. Provide it. '--passphrase-file FILE'");
    }

    private void assertRefusals(PipesProgram home) throws Exception {
        Map<String, String> before = Folders.fingerprint(home.home().resolve("keys"));
        Path wrong = secretFile("wrong", "incorrect horse");

        assertRefused(home, "passphrase is wrong", "--passphrase-file", wrong.toString());
        assertRefused(home, "passphrase is wrong", "--foreground", "--passphrase-file", wrong.toString());
        assertRefused(
                home,
                "is not there",
                "--passphrase-file",
                work.resolve("nowhere").toString());

        assertThat(Folders.fingerprint(home.home().resolve("keys"))).isEqualTo(before);
    }

    private void assertRefused(PipesProgram home, String why, String... options) throws Exception {
        PipesProgram.Result refused = home.run(startWords(options));
        assertThat(refused.code()).as(refused.toString()).isEqualTo(1);
        assertThat(refused.err()).contains(why).doesNotContain(PASSPHRASE);
        assertThat(Processes.ofNodesBelow(home.home())).isEmpty();
    }

    /** In no file of the home, in no command line and no environment of its process. */
    private static void assertNowhere(String secret, Path home) throws IOException {
        List<ProcessHandle> node = Processes.ofNodesBelow(home);
        assertThat(node).hasSize(1);
        Path process = Path.of("/proc", Long.toString(node.get(0).pid()));
        assertThat(bytes(process.resolve("cmdline")))
                .contains("-Dpipes.passphrase-file=")
                .doesNotContain(secret);
        assertThat(bytes(process.resolve("environ")))
                .contains("PIPES_PASSPHRASE_FILE")
                .doesNotContain(secret);
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> bytes(file).contains(secret));
        }
    }

    private static String bytes(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Starts the node; what its keys are behind. */
    private static String startedBehind(PipesProgram home, String... options) throws Exception {
        return home.ask(startWords(options)).get("keys").asText();
    }

    private static String[] startWords(String... options) {
        return Stream.concat(
                        Stream.of(
                                "start",
                                "--listen",
                                "tcp://127.0.0.1:" + Ports.free(),
                                "--console",
                                "127.0.0.1:" + Ports.free(),
                                "--discovery",
                                "off"),
                        Stream.of(options))
                .toArray(String[]::new);
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(work.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
