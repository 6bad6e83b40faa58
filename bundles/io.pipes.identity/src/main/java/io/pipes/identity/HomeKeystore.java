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
        try (Passphrase passphrase = Passphrase.of(home.settings())) {
            Keystore keystore = suite.keystore(home.disk("keys"), passphrase.secret(), !used.isUsed(), randomness);
            used.remember();
            return keystore;
        } catch (KeystoreException unusable) {
            KeystoreException told = new KeystoreException(
                    unusable.reason(),
                    "The keys in " + home.directory().resolve("keys") + " cannot be used. " + unusable.getMessage());
            LOG.error("No node can run here: {}", told.getMessage());
            return new UnusableKeystore(told);
        }
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
