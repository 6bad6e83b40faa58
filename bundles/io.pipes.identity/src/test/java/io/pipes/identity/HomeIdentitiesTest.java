// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.identity.Identity;
import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HomeIdentitiesTest {
    private static final int HANG_SECONDS = 30;

    @TempDir
    Path home;

    private final Pipes1Suite suite = new Pipes1Suite();
    private final SecureRandomness randomness = new SecureRandomness();
    private final ManualClock clock = new ManualClock();
    private final NettyLoops loops = NettyLoops.start(1);
    private Keystore keystore;
    private HomeIdentities identities;

    @BeforeEach
    void open() {
        keystore = keystore();
        identities = identities(keystore);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void a_new_home_has_no_identity() {
        assertThat(identities.list()).isEmpty();
        assertThat(identities.all()).isEmpty();
    }

    @Test
    void a_made_identity_is_the_same_after_a_restart_with_all_it_can_do() throws Exception {
        Identity made = await(identities.create("Ada"));
        Bytes message = Bytes.utf8("message");

        HomeIdentities restarted = identities(keystore());

        assertThat(restarted.list()).containsExactly(made);
        LocalIdentity local = restarted.find(made.identity()).orElseThrow();
        assertThat(local.name()).isEqualTo("Ada");
        assertThat(IdentityGenesis.idOf(suite, local.genesis())).isEqualTo(made.identity());
        assertThat(IdentityGenesis.decode(local.genesis()).rootKey()).isEqualTo(made.rootKey());
        Bytes signature = local.sign(Label.NODE_BINDING, message);
        assertThat(suite.verify(made.rootKey(), Label.NODE_BINDING, message, signature))
                .isTrue();
        assertThat(suite.verify(made.rootKey(), Label.IDENTITY, message, signature))
                .isFalse();
    }

    @Test
    void the_time_of_making_is_the_clocks() throws Exception {
        Identity made = await(identities.create("Ada"));

        assertThat(made.created()).isEqualTo(Instant.ofEpochMilli(clock.wallMillis()));
    }

    @Test
    void a_made_identity_survives_a_loss_of_power() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            SimulatedDisk keys = new SimulatedDisk(seed);
            SimulatedDisk data = new SimulatedDisk(seed + 1_000);
            Map<String, Disk> areas = Map.of("keys", keys, "db", data);
            HomeOn onAreas = new HomeOn(home, HomeOn.settings(Optional.empty()), areas::get);
            Identity made = await(
                    identities(new HomeKeystore(onAreas, suite, randomness)).create("Ada"));

            for (SimulatedDisk disk : List.of(keys, data)) {
                disk.crash();
                disk.restart();
            }

            assertThat(identities(new HomeKeystore(onAreas, suite, randomness)).list())
                    .as("seed %d", seed)
                    .containsExactly(made);
        }
    }

    @Test
    void several_identities_are_listed_by_name() throws Exception {
        for (String name : new String[] {"Zoe", "Ada", "bob", "Émile"}) {
            await(identities.create(name));
        }

        assertThat(identities.list()).extracting(Identity::name).containsExactly("Ada", "Zoe", "bob", "Émile");
        assertThat(identities.all()).extracting(LocalIdentity::name).containsExactly("Ada", "Zoe", "bob", "Émile");
        assertThat(identities.list()).extracting(Identity::identity).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                " Ada",
                "Ada ",
                "\u00a0",
                "A\nda",
                "A\rda",
                "A\u0000da",
                "A\u001b[31mda",
                "A\u0085da",
                "A\u2028da",
                "A\u2029da",
                "A\u202eda",
                "A\u200bda",
                "A\ufeffda",
                "A\ud800da",
                "\udc00",
                "\ue000",
                "\u0378",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void a_name_that_cannot_be_shown_as_it_is_is_refused(String name) throws Exception {
        PipesException refused = fails(identities.create(name));

        assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused).hasMessageContaining("1 to 64 printable characters");
        assertThat(identities.list()).isEmpty();
        assertThat(keystore.names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "Ada Lovelace",
                "Ádám",
                "李小龙",
                "🦊",
                "../../etc/passwd",
                "'; DROP TABLE--",
                "<script>",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void any_name_that_can_be_shown_is_fine_and_is_only_a_name(String name) throws Exception {
        Identity made = await(identities.create(name));

        assertThat(made.name()).isEqualTo(name);
        assertThat(identities(keystore()).list()).containsExactly(made);
        assertThat(keystore.names())
                .containsExactly("identity." + made.identity().text());
    }

    @Test
    void a_name_is_taken_once_however_it_is_typed() throws Exception {
        await(identities.create("Zoë"));

        PipesException refused = fails(identities.create("Zoe\u0308"));

        assertThat(refused.code()).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(fails(identities(keystore()).create("Zoë")).code()).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(identities.list()).hasSize(1);
    }

    @Test
    void of_many_who_want_one_name_at_once_one_gets_it() throws Exception {
        List<CompletionStage<Identity>> racing = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            racing.add(identities.create("Ada"));
        }

        int made = 0;
        for (CompletionStage<Identity> one : racing) {
            made += succeeded(one) ? 1 : 0;
        }

        assertThat(made).isOne();
        assertThat(identities.list()).hasSize(1);
        assertThat(keystore.names()).hasSize(1);
    }

    @Test
    void making_one_never_blocks_the_caller() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        HomeIdentities slow = identities(new Wrapped(keystore) {
            @Override
            public void write(String name, Secret secret) throws KeystoreException {
                waitFor(disk);
                super.write(name, secret);
            }
        });

        CompletionStage<Identity> making = slow.create("Ada");

        assertThat(making.toCompletableFuture()).isNotDone();
        assertThat(slow.list()).isEmpty();
        disk.countDown();
        assertThat(await(making).name()).isEqualTo("Ada");
    }

    @Test
    void a_name_is_free_again_after_the_disk_refused() throws Exception {
        HomeIdentities full = identities(new Wrapped(keystore) {
            private boolean once;

            @Override
            public void write(String name, Secret secret) throws KeystoreException {
                if (!once) {
                    once = true;
                    throw new KeystoreException(Reason.UNWRITABLE, "Free space, then try again.");
                }
                super.write(name, secret);
            }
        });

        PipesException refused = fails(full.create("Ada"));
        assertThat(refused.code()).isEqualTo(Code.STORAGE);
        assertThat(refused).hasMessage("Free space, then try again.");

        assertThat(await(full.create("Ada")).name()).isEqualTo("Ada");
    }

    @Test
    void a_keystore_that_cannot_be_used_is_told_to_whoever_wants_an_identity() throws Exception {
        KeystoreException why = new KeystoreException(Reason.DAMAGED, "The keystore is damaged. Restore it.");

        HomeIdentities none = identities(new UnusableKeystore(why));

        assertThat(none.list()).isEmpty();
        PipesException refused = fails(none.create("Ada"));
        assertThat(refused.code()).isEqualTo(Code.KEYSTORE);
        assertThat(refused).hasMessage("The keystore is damaged. Restore it.");
    }

    @Test
    void one_damaged_identity_does_not_take_the_others_with_it() throws Exception {
        Identity ada = await(identities.create("Ada"));
        Identity bob = await(identities.create("Bob"));
        String adasEntry = "identity." + ada.identity().text();
        String bobsEntry = "identity." + bob.identity().text();

        // Bob's genesis and key under Ada's id, and things that are no identities at all.
        keystore.write(adasEntry, keystore.read(bobsEntry).orElseThrow());
        keystore.write("identity.nonsense", Secret.copyOf(new byte[] {1, 2, 3}));
        keystore.write("node.something-else", Secret.copyOf(new byte[] {1}));

        assertThat(identities(keystore).list()).containsExactly(bob);
        assertThat(keystore.names()).contains(adasEntry);

        // Without his own entry, Bob does not come back as Ada's.
        keystore.delete(bobsEntry);
        assertThat(identities(keystore).list()).isEmpty();
    }

    @Test
    void nothing_that_is_printed_shows_a_key() throws Exception {
        Identity made = await(identities.create("Ada"));
        Secret entry = keystore.read("identity." + made.identity().text()).orElseThrow();
        Secret rootKey = IdentityEntry.decode(entry).rootKey();
        String key = Bytes.copyOf(rootKey.bytes()).hex();

        LocalIdentity local = identities.find(made.identity()).orElseThrow();
        String printed = made + " " + local + " " + IdentityEntry.decode(entry) + " " + entry;

        assertThat(printed).doesNotContain(key.substring(0, 8));
        // The same search finds it where it is.
        assertThat(Bytes.copyOf(entry.bytes()).hex()).contains(key);
    }

    private Keystore keystore() {
        return new HomeKeystore(HomeOn.files(home, Optional.empty()), suite, randomness);
    }

    private HomeIdentities identities(Keystore on) {
        return new HomeIdentities(on, suite, loops, clock, randomness);
    }

    private static boolean succeeded(CompletionStage<Identity> stage) throws Exception {
        try {
            await(stage);
            return true;
        } catch (ExecutionException refused) {
            assertThat(((PipesException) refused.getCause()).code()).isEqualTo(Code.ALREADY_EXISTS);
            return false;
        }
    }

    private static PipesException fails(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("It did not fail but made " + await(stage));
        } catch (ExecutionException failed) {
            return (PipesException) failed.getCause();
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A real keystore of which a test changes one thing. */
    private abstract static class Wrapped implements Keystore {
        private final Keystore real;

        Wrapped(Keystore real) {
            this.real = real;
        }

        @Override
        public Optional<Secret> read(String name) throws KeystoreException {
            return real.read(name);
        }

        @Override
        public void write(String name, Secret secret) throws KeystoreException {
            real.write(name, secret);
        }

        @Override
        public void delete(String name) throws KeystoreException {
            real.delete(name);
        }

        @Override
        public List<String> names() throws KeystoreException {
            return real.names();
        }

        @Override
        public String protection() {
            return real.protection();
        }

        @Override
        public void protect(@Nullable Secret passphrase) throws KeystoreException {
            real.protect(passphrase);
        }
    }
}
