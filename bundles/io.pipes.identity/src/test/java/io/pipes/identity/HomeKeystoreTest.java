// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import io.pipes.spi.home.Settings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keystore of a home with the production suite on the real disk. */
class HomeKeystoreTest {
    private static final Secret SECRET = Secret.copyOf("a root key".getBytes(UTF_8));

    @TempDir
    Path home;

    @Test
    void a_new_home_gets_a_keystore_that_the_next_start_opens() throws Exception {
        open(Optional.empty()).write("one", SECRET);

        Keystore again = open(Optional.empty());

        assertThat(again.read("one")).contains(SECRET);
        assertThat(again.names()).containsExactly("one");
        assertThat(again.protection()).isEqualTo("key-file");
        again.delete("one");
        assertThat(again.read("one")).isEmpty();
    }

    @Test
    void a_lost_keystore_is_never_replaced_by_a_new_one() throws Exception {
        open(Optional.empty()).write("one", SECRET);
        deleteAll(home.resolve("keys"));

        assertUnusable(open(Optional.empty()), Reason.MISSING, "Restore the keys folder from a backup");

        assertThat(home.resolve("keys")).doesNotExist();
    }

    @Test
    void data_restored_into_a_new_home_without_its_keys_is_noticed() throws Exception {
        open(Optional.empty());
        Path other = Files.createDirectory(home.resolve("other"));
        Files.createDirectory(other.resolve("db"));
        Files.copy(
                home.resolve("db").resolve(UsedHome.MARK), other.resolve("db").resolve(UsedHome.MARK));

        Keystore keystore =
                new HomeKeystore(HomeOn.files(other, Optional.empty()), new Pipes1Suite(), new SecureRandomness());

        assertUnusable(keystore, Reason.MISSING, other.resolve("keys").toString());
    }

    @Test
    void a_store_that_was_quicker_at_the_first_start_does_not_make_a_home_used() throws Exception {
        Files.createDirectories(home.resolve("db").resolve("index"));
        Files.createFile(home.resolve("db").resolve("derby.log"));

        open(Optional.empty()).write("one", SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keystore", "unlock"})
    void a_damaged_file_is_told_and_nothing_is_overwritten(String name) throws Exception {
        open(Optional.empty()).write("one", SECRET);
        Path file = home.resolve("keys").resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertUnusable(open(Optional.empty()), Reason.DAMAGED, "damaged");

        assertThat(file).hasBinaryContent(bytes);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(open(Optional.empty()).read("one")).contains(SECRET);
    }

    @Test
    void a_passphrase_opens_with_or_without_a_line_end_behind_it() throws Exception {
        Path file = passphraseFile("correct horse\n");
        Keystore made = open(Optional.of(file));
        made.write("one", SECRET);

        for (String same : new String[] {"correct horse", "correct horse\r\n"}) {
            Files.writeString(file, same);
            assertThat(open(Optional.of(file)).read("one")).contains(SECRET);
        }
        assertThat(made.protection()).isEqualTo("passphrase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct hors", "correct horse\n\n", " correct horse", "Correct horse"})
    void a_wrong_passphrase_is_told_apart_from_damage(String wrong) throws Exception {
        Path file = passphraseFile("correct horse");
        open(Optional.of(file)).write("one", SECRET);
        Files.writeString(file, wrong);

        assertUnusable(open(Optional.of(file)), Reason.LOCKED, "passphrase is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-rw-r--", "rw-----w-"})
    void a_passphrase_file_that_everybody_may_read_or_change_is_refused(String permissions) throws Exception {
        Path file = passphraseFile("correct horse");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertUnusable(open(Optional.of(file)), Reason.LOCKED, "chmod o= " + file);

        assertThat(home.resolve("keys")).doesNotExist();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        open(Optional.of(file)).write("one", SECRET);
    }

    @Test
    void a_home_with_a_key_file_that_is_started_with_a_passphrase_has_it_from_then_on() throws Exception {
        open(Optional.empty()).write("one", SECRET);
        Path file = passphraseFile("correct horse");

        assertThat(open(Optional.of(file)).protection()).isEqualTo("passphrase");

        assertThat(home.resolve("keys/unlock")).doesNotExist();
        assertUnusable(open(Optional.empty()), Reason.LOCKED, "--passphrase-file");
        assertThat(open(Optional.of(file)).read("one")).contains(SECRET);
    }

    @Test
    void a_passphrase_that_is_to_be_forgotten_unlocks_for_the_last_time() throws Exception {
        Path file = passphraseFile("correct horse");
        open(Optional.of(file)).write("one", SECRET);

        Keystore forgetting = openWith(HomeOn.forgetting(file));
        assertThat(forgetting.protection()).isEqualTo("key-file");

        assertThat(open(Optional.empty()).read("one")).contains(SECRET);
    }

    @Test
    void a_wrong_passphrase_is_not_forgotten_and_changes_nothing() throws Exception {
        Path file = passphraseFile("correct horse");
        open(Optional.of(file)).write("one", SECRET);
        byte[] before = Files.readAllBytes(home.resolve("keys/keystore"));
        Files.writeString(file, "incorrect horse");

        assertUnusable(openWith(HomeOn.forgetting(file)), Reason.LOCKED, "passphrase is wrong");

        assertThat(home.resolve("keys/keystore")).hasBinaryContent(before);
        assertThat(home.resolve("keys/unlock")).doesNotExist();
    }

    @Test
    void a_passphrase_file_that_is_missing_empty_or_too_large_is_named() throws Exception {
        Path file = passphraseFile("soon gone");
        Files.delete(file);

        assertUnusable(open(Optional.of(file)), Reason.LOCKED, file + " cannot be read");
        for (String bad : new String[] {"", "\n", "\r\n", "x".repeat(PassphraseFile.MAX_BYTES + 1)}) {
            passphraseFile(bad);
            assertUnusable(open(Optional.of(file)), Reason.LOCKED, file + " must hold 1 to");
        }
        assertThat(home.resolve("keys")).doesNotExist();
    }

    @Test
    void a_passphrase_that_is_no_longer_given_leaves_it_locked() throws Exception {
        Path file = passphraseFile("correct horse");
        open(Optional.of(file)).write("one", SECRET);

        assertUnusable(open(Optional.empty()), Reason.LOCKED, "passphrase");
    }

    @Test
    void a_file_in_the_way_of_the_keys_is_told() throws Exception {
        Files.createFile(home.resolve("keys"));

        KeystoreException why = refusal(open(Optional.empty())::names);

        assertThat(why).hasMessageContaining(home.resolve("keys").toString());
    }

    @Test
    void a_full_disk_is_told_and_the_next_start_with_room_begins_anew() throws Exception {
        Files.createDirectories(home.resolve("keys"));
        Path draft = home.resolve("keys").resolve("unlock.new");
        Files.createSymbolicLink(draft, Path.of("/dev/full"));

        assertUnusable(open(Optional.empty()), Reason.UNWRITABLE, "Free space");

        Files.delete(draft);
        open(Optional.empty()).write("one", SECRET);
    }

    private Keystore open(Optional<Path> passphraseFile) {
        return openWith(HomeOn.settings(passphraseFile));
    }

    private Keystore openWith(Settings settings) {
        return new HomeKeystore(HomeOn.files(home, settings), new Pipes1Suite(), new SecureRandomness());
    }

    /** Readable by nobody else, as it should be. */
    private Path passphraseFile(String passphrase) throws IOException {
        Path file = home.resolve("passphrase");
        Files.writeString(file, passphrase);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertUnusable(Keystore keystore, Reason reason, String words) {
        for (ThrowingCallable use : new ThrowingCallable[] {
            () -> keystore.protect(null),
            () -> keystore.read("one"),
            () -> keystore.write("one", SECRET),
            () -> keystore.delete("one"),
            keystore::names
        }) {
            KeystoreException why = refusal(use);
            assertThat(why.reason()).isEqualTo(reason);
            assertThat(why).hasMessageContaining(words).hasMessageStartingWith("The keys in ");
        }
        assertThat(keystore.protection()).isEqualTo("unusable");
        assertThat(keystore.trouble()).hasValueSatisfying(why -> assertThat(why).contains(words));
    }

    private static KeystoreException refusal(ThrowingCallable use) {
        return catchThrowableOfType(KeystoreException.class, use);
    }

    private static void deleteAll(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
