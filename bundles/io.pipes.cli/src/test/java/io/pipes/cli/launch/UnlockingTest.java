// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.cli.home.RunInfo;
import io.pipes.client.ClientException;
import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlockingTest {
    @TempDir
    Path folder;

    @Test
    void what_was_said_goes_before_a_credential_and_a_credential_before_the_last_time() throws IOException {
        Path credential = Files.createFile(folder.resolve(Unlocking.CREDENTIAL));
        Map<String, String> service = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
        Optional<RunInfo> last = last("/the/last/one");

        assertThat(Unlocking.of(saying(Path.of("/said"), false), last, service).file())
                .contains(Path.of("/said"));
        assertThat(Unlocking.of(saying(null, false), last, service).file()).contains(credential);
        assertThat(Unlocking.of(saying(null, false), last, Map.of()).file()).contains(Path.of("/the/last/one"));
        assertThat(Unlocking.of(saying(null, false), Optional.empty(), Map.of()).file())
                .isEmpty();
    }

    @Test
    void a_credentials_folder_without_ours_says_nothing() {
        Map<String, String> service = Map.of("CREDENTIALS_DIRECTORY", folder.toString());

        assertThat(Unlocking.of(saying(null, false), Optional.empty(), service).file())
                .isEmpty();
    }

    @Test
    void a_file_is_remembered_by_its_full_path_and_a_credential_is_not() throws IOException {
        Files.createFile(folder.resolve(Unlocking.CREDENTIAL));
        Map<String, String> service = Map.of("CREDENTIALS_DIRECTORY", folder.toString());

        assertThat(Unlocking.of(saying(Path.of("secret"), false), Optional.empty(), Map.of())
                        .remembered())
                .isEqualTo(Path.of("secret").toAbsolutePath().toString());
        assertThat(Unlocking.of(saying(null, false), Optional.empty(), service).remembered())
                .isEmpty();
    }

    @Test
    void what_is_forgotten_is_not_remembered_but_needed_once_more() {
        Unlocking forgetting = Unlocking.of(saying(null, true), last("/the/last/one"), Map.of());

        assertThat(forgetting.file()).contains(Path.of("/the/last/one"));
        assertThat(forgetting.remembered()).isEmpty();
        assertThatThrownBy(() -> Unlocking.of(saying(null, true), Optional.empty(), Map.of()))
                .isInstanceOfSatisfying(
                        ClientException.class, why -> assertThat(why.code()).isEqualTo("usage"))
                .hasMessageContaining("--passphrase-file");
    }

    @Test
    void only_a_start_that_changes_the_lock_says_so() throws IOException {
        Home home = Home.at(folder);
        Unlocking with = Unlocking.of(saying(Path.of("/said"), false), Optional.empty(), Map.of());
        Unlocking without = Unlocking.of(saying(Path.of("/said"), true), Optional.empty(), Map.of());
        assertThat(with.change(home)).isEmpty();
        assertThat(without.change(home)).isPresent();

        Files.createDirectories(home.keyFile().getParent());
        Files.createFile(home.keyFile());
        assertThat(with.change(home))
                .hasValueSatisfying(said -> assertThat(said).contains("/said", "Keep it"));
        assertThat(without.change(home)).isEmpty();
    }

    private static StartOptions saying(@Nullable Path file, boolean forget) {
        return new StartOptions(null, null, null, null, file, forget);
    }

    private static Optional<RunInfo> last(String file) {
        return Optional.of(new RunInfo(1, "127.0.0.1:1", "tcp://127.0.0.1:2", "on", "auto", file));
    }
}
