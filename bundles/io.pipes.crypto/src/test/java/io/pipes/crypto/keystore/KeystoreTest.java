// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.spi.crypto.KeystoreException.Reason.DAMAGED;
import static io.pipes.spi.crypto.KeystoreException.Reason.LOCKED;
import static io.pipes.spi.crypto.KeystoreException.Reason.MISSING;
import static io.pipes.spi.crypto.KeystoreException.Reason.UNWRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.SeededRandomness;
import io.pipes.crypto.Tampered;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreTest {
    private static final Argon2id CHEAP = new Argon2id(8 * 1024, 1, 1);

    private final Randomness randomness = new SeededRandomness(1);
    private final FailingDisk disk = new FailingDisk();
    private final Secret root = Secret.random(randomness, 32);
    private final Secret passphrase = Secret.copyOf("correct horse".getBytes());

    @Test
    void what_was_written_is_there_after_a_restart() throws KeystoreException {
        Keystore made = folder(disk).open(null, true);
        made.write("identity.root", root);
        made.write("node.link", passphrase);

        Keystore again = folder(disk).open(null, false);

        assertThat(again.names()).containsExactly("identity.root", "node.link");
        assertThat(again.read("identity.root")).contains(root);
        assertThat(again.protection()).isEqualTo("key-file");
    }

    @Test
    void a_passphrase_protects_without_a_key_file() throws KeystoreException {
        folder(disk).open(passphrase, true).write("identity.root", root);

        assertThat(disk.exists(UnlockFile.FILE)).isFalse();
        Keystore again = folder(disk).open(passphrase, false);
        assertThat(again.read("identity.root")).contains(root);
        assertThat(again.protection()).isEqualTo("passphrase");
    }

    @Test
    void a_wrong_passphrase_is_said_so_and_another_try_works() throws KeystoreException {
        folder(disk).open(passphrase, true).write("identity.root", root);

        assertRefuses(LOCKED, () -> folder(disk).open(Secret.copyOf("correct horsf".getBytes()), false));
        assertRefuses(LOCKED, () -> folder(disk).open(null, false));
        assertThat(folder(disk).open(passphrase, false).read("identity.root")).contains(root);
    }

    @Test
    void a_missing_or_foreign_key_file_does_not_unlock() throws KeystoreException {
        folder(disk).open(null, true).write("identity.root", root);
        FailingDisk other = new FailingDisk();
        folder(other).open(null, true);

        FailingDisk foreign = disk.copy();
        foreign.put(UnlockFile.FILE, other.contents(UnlockFile.FILE));
        assertRefuses(LOCKED, () -> folder(foreign).open(null, true));

        FailingDisk without = disk.copy();
        remove(without, UnlockFile.FILE);
        assertRefuses(LOCKED, () -> folder(without).open(null, true));
        assertThat(without.exists(UnlockFile.FILE)).isFalse();
    }

    @Test
    void a_passphrase_takes_the_place_of_the_key_file_and_gives_it_back() throws KeystoreException {
        folder(disk).open(null, true).write("identity.root", root);
        Bytes sealed = disk.contents("identity.root.key");

        folder(disk).open(passphrase, false).protect(passphrase);

        assertThat(disk.exists(UnlockFile.FILE)).isFalse();
        assertRefuses(LOCKED, () -> folder(disk).open(null, false));
        assertRefuses(LOCKED, () -> folder(disk).open(Secret.copyOf("correct horsf".getBytes()), false));
        Keystore byPassphrase = folder(disk).open(passphrase, false);
        assertThat(byPassphrase.read("identity.root")).contains(root);

        byPassphrase.protect(null);

        assertThat(folder(disk).open(null, false).read("identity.root")).contains(root);
        assertThat(disk.contents("identity.root.key")).isEqualTo(sealed);
    }

    @Test
    void a_death_at_any_step_of_a_change_of_the_lock_leaves_the_old_or_the_new_one() throws KeystoreException {
        FailingDisk byFile = new FailingDisk();
        folder(byFile).open(null, true).write("identity.root", root);
        FailingDisk byPassphrase = new FailingDisk();
        folder(byPassphrase).open(passphrase, true).write("identity.root", root);

        assertSurvivesDeaths(byFile, passphrase);
        assertSurvivesDeaths(byFile, null);
        assertSurvivesDeaths(byPassphrase, null);
        assertSurvivesDeaths(byPassphrase, passphrase);
    }

    private void assertSurvivesDeaths(FailingDisk before, @Nullable Secret next) throws KeystoreException {
        boolean finished = false;
        for (int changes = 0; !finished; changes++) {
            FailingDisk dying = before.copy();
            Keystore keystore = folder(dying).open(passphrase, false);
            dying.failAfter(changes);
            try {
                keystore.protect(next);
                finished = true;
            } catch (KeystoreException e) {
                assertThat(e.reason()).isEqualTo(UNWRITABLE);
            }
            dying.failAfter(Integer.MAX_VALUE);
            // With the passphrase at hand it opens whichever lock there is.
            Keystore after = folder(dying).open(passphrase, false);
            assertThat(after.read("identity.root")).contains(root);
            assertThat(dying.exists(UnlockFile.FILE))
                    .isEqualTo(after.protection().equals("key-file"));
        }
    }

    @Test
    void a_keystore_is_only_made_when_asked_for() throws KeystoreException {
        assertRefuses(MISSING, () -> folder(disk).open(null, false));
        assertThat(disk.list("")).isEmpty();
    }

    @Test
    void keys_without_their_keystore_file_are_never_replaced_by_a_new_keystore() throws KeystoreException {
        folder(disk).open(null, true).write("identity.root", root);
        remove(disk, KeystoreHeader.FILE);

        assertRefuses(MISSING, () -> folder(disk).open(null, true));
        assertThat(disk.exists(KeystoreHeader.FILE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {KeystoreHeader.FILE, UnlockFile.FILE})
    void damage_to_any_byte_of_what_unlocks_is_noticed(String file) throws KeystoreException {
        folder(disk).open(null, true).write("identity.root", root);
        Bytes whole = disk.contents(file);

        for (Bytes damaged : Tampered.copiesOf(whole)) {
            disk.put(file, damaged);
            assertRefuses(DAMAGED, () -> folder(disk).open(null, true));
        }
        disk.put(file, whole);
        assertThat(folder(disk).open(null, true).read("identity.root")).contains(root);
    }

    @Test
    void damage_to_any_byte_of_a_key_is_noticed() throws KeystoreException {
        Keystore keystore = folder(disk).open(null, true);
        keystore.write("identity.root", root);

        for (Bytes damaged : Tampered.copiesOf(disk.contents("identity.root.key"))) {
            disk.put("identity.root.key", damaged);
            assertRefuses(DAMAGED, () -> keystore.read("identity.root"));
        }
    }

    @Test
    void key_files_cannot_be_swapped_or_brought_from_another_keystore() throws KeystoreException {
        Keystore keystore = folder(disk).open(null, true);
        keystore.write("one", root);
        keystore.write("two", passphrase);
        FailingDisk other = new FailingDisk();
        folder(other).open(null, true).write("one", root);

        disk.put("two.key", disk.contents("one.key"));
        assertThatThrownBy(() -> keystore.read("two")).hasMessageContaining("file of another key");

        disk.put("one.key", other.contents("one.key"));
        assertRefuses(DAMAGED, () -> keystore.read("one"));
    }

    @Test
    void a_renamed_seal_does_not_open_even_with_a_right_check() throws Exception {
        Keystore keystore = folder(disk).open(null, true);
        keystore.write("one", root);
        Bytes sealed = KeyFile.decode(disk.contents("one.key")).sealed();

        disk.put("two.key", new KeyFile("two", sealed).encode());

        assertRefuses(DAMAGED, () -> keystore.read("two"));
        disk.put("one.key", new KeyFile("one", sealed).encode());
        assertThat(keystore.read("one")).contains(root);
    }

    @Test
    void a_cost_out_of_bounds_is_refused_before_it_is_paid() {
        Bytes salt = Bytes.wrap(new byte[16]);
        for (long[] cost : new long[][] {{8191, 1, 1}, {1 << 30, 1, 1}, {8192, 0, 1}, {8192, 17, 1}, {8192, 1, 17}}) {
            var out = CheckedFile.begin("pipes-keystore", 2).writeArray(4);
            out.writeUnsigned(cost[0])
                    .writeUnsigned(cost[1])
                    .writeUnsigned(cost[2])
                    .writeBytes(salt);
            disk.put(KeystoreHeader.FILE, CheckedFile.end(out.writeBytes(new byte[73])));
            assertRefuses(DAMAGED, () -> folder(disk).open(passphrase, false));
        }
    }

    @Test
    void a_death_at_any_step_of_making_a_keystore_leaves_something_that_can_be_used() throws KeystoreException {
        boolean finished = false;
        for (int changes = 0; !finished; changes++) {
            FailingDisk dying = new FailingDisk();
            dying.failAfter(changes);
            try {
                folder(dying).open(null, true).write("identity.root", root);
                finished = true;
            } catch (KeystoreException e) {
                assertThat(e.reason()).isEqualTo(UNWRITABLE);
            }
            dying.failAfter(Integer.MAX_VALUE);
            Keystore recovered = folder(dying).open(null, true);
            assertThat(recovered.read("identity.root").isPresent() || !finished).isTrue();
            recovered.write("identity.root", root);
            assertThat(folder(dying).open(null, false).read("identity.root")).contains(root);
        }
    }

    @Test
    void a_death_while_a_key_is_replaced_leaves_the_old_or_the_new_one() throws KeystoreException {
        folder(disk).open(null, true).write("identity.root", root);
        boolean finished = false;
        for (int changes = 0; !finished; changes++) {
            FailingDisk dying = disk.copy();
            Keystore keystore = folder(dying).open(null, false);
            dying.failAfter(changes);
            try {
                keystore.write("identity.root", passphrase);
                finished = true;
            } catch (KeystoreException e) {
                assertThat(e.reason()).isEqualTo(UNWRITABLE);
            }
            Secret found = folder(dying).open(null, false).read("identity.root").orElseThrow();
            assertThat(found).isEqualTo(finished ? passphrase : root);
        }
    }

    @Test
    void a_deleted_key_is_gone_and_an_unknown_one_is_empty() throws KeystoreException {
        Keystore keystore = folder(disk).open(null, true);
        keystore.write("one", root);
        keystore.delete("one");

        assertThat(keystore.read("one")).isEmpty();
        assertThat(keystore.names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a/b", "..", "a..b", "-a", "a_b", "ä", "a b"})
    void names_that_are_not_allowed_are_the_callers_mistake(String name) throws KeystoreException {
        Keystore keystore = folder(disk).open(null, true);

        assertThatThrownBy(() -> keystore.write(name, root)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keystore.read(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_files_show_no_secret() throws KeystoreException {
        Keystore keystore = folder(disk).open(passphrase, true);
        keystore.write("one", root);
        String secret = Bytes.wrap(root.bytes()).hex();

        String clear = UnlockFile.encode(root).hex();
        assertThat(clear).contains(secret);
        assertThat(disk.contents("one.key").hex()).doesNotContain(secret);
        assertThat(keystore.toString()).isEqualTo("SealedKeystore[passphrase]");
    }

    private KeystoreFolder folder(FailingDisk area) {
        return new KeystoreFolder(area, randomness, CHEAP);
    }

    private static void remove(FailingDisk area, String file) {
        try {
            area.delete(file);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefuses(KeystoreException.Reason reason, ThrowingCallable opening) {
        assertThatThrownBy(opening)
                .isInstanceOfSatisfying(
                        KeystoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
