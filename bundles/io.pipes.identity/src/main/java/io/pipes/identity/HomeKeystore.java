// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keystore of this home. It is there even when it cannot be opened; then every method says why, so that whoever needs a key can tell
 * the person what to do. A home that has been used before never gets a new keystore by itself, because that would be a new identity.
 */
@Component(service = Keystore.class)
public final class HomeKeystore implements Keystore {
    private static final Logger LOG = LoggerFactory.getLogger(HomeKeystore.class);

    private final Keystore opened;

    /** Blocks for the disk, and with a passphrase for about 200 ms. */
    @Activate
    public HomeKeystore(@Reference Home home, @Reference CryptoSuite suite, @Reference Randomness randomness) {
        opened = open(home, suite, randomness);
    }

    private static Keystore open(Home home, CryptoSuite suite, Randomness randomness) {
        UsedHome used = new UsedHome(home);
        Settings settings = home.settings();
        try (Passphrase passphrase = Passphrase.of(settings)) {
            Keystore keystore = suite.keystore(home.disk("keys"), passphrase.secret(), !used.isUsed(), randomness);
            used.remember();
            relock(keystore, passphrase.secret(), settings.forgetPassphrase());
            return keystore;
        } catch (KeystoreException unusable) {
            KeystoreException told = new KeystoreException(
                    unusable.reason(),
                    "The keys in " + home.directory().resolve("keys") + " cannot be used. " + unusable.getMessage()
                            + hint(unusable, settings));
            LOG.error("No node can run here: {}", told.getMessage());
            return new UnusableKeystore(told);
        }
    }

    /** Whoever starts a node with a passphrase wants its keys to be behind it, also those of a home that had a key file so far. */
    private static void relock(Keystore keystore, @Nullable Secret passphrase, boolean forget)
            throws KeystoreException {
        boolean byPassphrase = keystore.protection().equals("passphrase");
        if (passphrase == null || byPassphrase != forget) {
            return;
        }
        keystore.protect(forget ? null : passphrase);
        LOG.info(
                forget
                        ? "The keys are unlocked by a key file from now on; the passphrase is no longer needed"
                        : "The keys are unlocked by the passphrase from now on; nobody can open them without it");
    }

    /** The crypto suite does not know where passphrases come from. */
    private static String hint(KeystoreException why, Settings settings) {
        String file = settings.passphraseFile().map(Path::toString).orElse("");
        boolean saysAll = !file.isEmpty() && String.valueOf(why.getMessage()).contains(file);
        if (why.reason() != KeystoreException.Reason.LOCKED || saysAll) {
            return "";
        }
        return file.isEmpty() ? " '--passphrase-file FILE' says where it is." : " It was read from " + file + ".";
    }

    @Override
    public Optional<Secret> read(String name) throws KeystoreException {
        return opened.read(name);
    }

    @Override
    public void write(String name, Secret secret) throws KeystoreException {
        opened.write(name, secret);
    }

    @Override
    public void delete(String name) throws KeystoreException {
        opened.delete(name);
    }

    @Override
    public List<String> names() throws KeystoreException {
        return opened.names();
    }

    @Override
    public String protection() {
        return opened.protection();
    }

    @Override
    public Optional<String> trouble() {
        return opened.trouble();
    }

    @Override
    public void protect(@Nullable Secret passphrase) throws KeystoreException {
        opened.protect(passphrase);
    }

    /** What the passphrase file of the settings says; nothing without one. */
    private record Passphrase(@Nullable Secret secret) implements AutoCloseable {
        static Passphrase of(Settings settings) throws KeystoreException {
            return new Passphrase(
                    settings.passphraseFile().isPresent()
                            ? PassphraseFile.read(settings.passphraseFile().get())
                            : null);
        }

        @Override
        public void close() {
            if (secret != null) {
                secret.close();
            }
        }
    }
}
