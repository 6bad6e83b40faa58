// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Bytes;
import io.pipes.runtime.home.HomeException.Reason;
import io.pipes.spi.home.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PipesHomeTest {
    private static final int HANG_SECONDS = 60;

    @TempDir
    Path folder;

    private Path place;
    private Settings settings;

    @BeforeEach
    void begin() throws Exception {
        place = folder.resolve("a").resolve("home");
        settings = new HomeProperties(Map.<String, String>of()::get).settings();
    }

    @Test
    void a_new_home_is_its_owners_alone_and_has_its_areas() throws Exception {
        try (PipesHome home = PipesHome.open(place, settings)) {
            assertThat(home.directory()).isEqualTo(place.toAbsolutePath());
            assertThat(home.settings()).isSameAs(settings);
            for (String area : new String[] {"", "keys", "db", "blobs", "etc", "log"}) {
                assertThat(mode(place.resolve(area))).isEqualTo("rwx------");
            }
            assertThat(mode(place.resolve("lock"))).isEqualTo("rw-------");
            assertThat(place.resolve("probe")).doesNotExist();
        }
    }

    @Test
    void areas_are_folders_below_the_home() throws Exception {
        try (PipesHome home = PipesHome.open(place, settings)) {
            home.disk("keys").replace("one", Bytes.utf8("1"));

            assertThat(place.resolve("keys").resolve("one")).hasContent("1");
            assertThat(home.disk("keys")).isSameAs(home.disk("keys"));
            assertThatThrownBy(() -> home.disk("../other")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_same_process_cannot_have_it_twice_and_the_first_keeps_it() throws Exception {
        try (PipesHome first = PipesHome.open(place, settings)) {
            HomeException refused = refused(place);

            assertThat(refused.reason()).isEqualTo(Reason.IN_USE);
            // Not even the failed attempt has taken the lock away from the first.
            assertThat(sayOfAnotherProcess(place)).startsWith("Another Pipes node");
            assertThat(first.directory()).isDirectory();
        }
        PipesHome.open(place, settings).close();
    }

    @Test
    void a_second_process_is_told_who_has_it_and_what_to_do() throws Exception {
        try (PipesHome held = PipesHome.open(place, settings)) {
            assertThat(sayOfAnotherProcess(place))
                    .isEqualTo("Another Pipes node (process "
                            + ProcessHandle.current().pid() + ") is using "
                            + held.directory() + ". Stop it with 'pipes stop --home " + held.directory()
                            + "', or give this one a home of its own with --home DIR.");
        }
        assertThat(sayOfAnotherProcess(place)).isEqualTo("held");
    }

    @Test
    void a_killed_process_holds_it_no_longer() throws Exception {
        Process other = start(place);
        assertThat(firstLine(other)).isEqualTo("held");
        HomeException refused = refused(place);
        assertThat(refused.reason()).isEqualTo(Reason.IN_USE);
        assertThat(refused).hasMessageContaining("(process " + other.pid() + ")");

        other.destroyForcibly();
        assertThat(other.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();

        PipesHome.open(place, settings).close();
    }

    @Test
    void a_lock_file_with_nonsense_in_it_does_not_reach_the_sentence() throws Exception {
        Files.createDirectories(place);
        Process other = start(place);
        assertThat(firstLine(other)).isEqualTo("held");
        Files.writeString(place.resolve("lock"), "\u001b[31m rm -rf / \n");

        assertThat(refused(place)).hasMessageStartingWith("Another Pipes node is using ");

        other.destroyForcibly();
        other.waitFor(HANG_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void a_file_in_the_way_is_named() throws Exception {
        Files.createDirectories(place.getParent());
        Files.createFile(place);

        HomeException refused = refused(place);

        assertThat(refused.reason()).isEqualTo(Reason.UNWRITABLE);
        assertThat(refused)
                .hasMessage(place + " must be a directory, but is a file. Move it away, or choose another home with"
                        + " --home DIR.");
    }

    @Test
    void a_file_in_the_way_of_an_area_is_named_and_the_lock_is_let_go() throws Exception {
        Files.createDirectories(place);
        Files.createFile(place.resolve("keys"));

        assertThat(refused(place)).hasMessageContaining(place.resolve("keys") + " must be a directory");

        Files.delete(place.resolve("keys"));
        PipesHome.open(place, settings).close();
    }

    @Test
    void a_home_that_cannot_be_made_says_where_and_what_to_do() {
        HomeException refused = refused(Path.of("/proc/pipes/home"));

        assertThat(refused.reason()).isEqualTo(Reason.UNWRITABLE);
        assertThat(refused)
                .hasMessageStartingWith("/proc/pipes/home cannot be used (")
                .hasMessageEndingWith("). Make it writable for this user, or choose another home with --home DIR.");
    }

    @Test
    void a_full_home_says_so_and_what_to_do() throws Exception {
        Files.createDirectories(place);
        Files.createSymbolicLink(place.resolve("probe"), Path.of("/dev/full"));

        HomeException refused = refused(place);

        assertThat(refused.reason()).isEqualTo(Reason.FULL);
        assertThat(refused)
                .hasMessage("There is no room left in " + place
                        + ". Free some space, or choose a home on another disk with --home DIR.");
    }

    @Test
    void closing_twice_lets_go_once() throws Exception {
        PipesHome first = PipesHome.open(place, settings);
        first.close();
        try (PipesHome second = PipesHome.open(place, settings)) {
            first.close();

            assertThat(refused(second.directory()).reason()).isEqualTo(Reason.IN_USE);
        }
    }

    private HomeException refused(Path home) {
        return catchThrowableOfType(HomeException.class, () -> PipesHome.open(home, settings));
    }

    private static String sayOfAnotherProcess(Path home) throws Exception {
        Process other = start(home);
        String line = firstLine(other);
        other.getOutputStream().close();
        assertThat(other.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        return line;
    }

    private static Process start(Path home) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), HomeHolder.class.getName(), home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        return String.valueOf(lines.readLine());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
