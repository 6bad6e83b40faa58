// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All secrets in one file, which is written anew for each change; a second file unlocks it when there is no passphrase. */
final class SimulatedKeystore implements Keystore {
    private static final String FILE = "keystore";
    private static final String UNLOCK = "unlock";
    private static final String BY_FILE = "key-file";
    private static final String BY_PASSPHRASE = "passphrase";
    private static final String RESTORE = " Restore the keys folder from a backup.";
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_KEYS = 2_000;
    private static final int MAX_SECRET = 64 << 10;
    private static final int CHECK = 16;
    private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,100}");

    private final Disk area;
    private final Randomness randomness;
    private byte[] key;
    private String protection;
    private final Map<String, Bytes> secrets = new TreeMap<>();

    private SimulatedKeystore(Disk area, Randomness randomness, byte[] key, String protection) {
        this.area = area;
        this.randomness = randomness;
        this.key = key;
        this.protection = protection;
    }

    static Keystore open(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws KeystoreException {
        try {
            return area.exists(FILE) ? read(area, passphrase, randomness) : make(area, passphrase, create, randomness);
        } catch (IOException e) {
            throw unwritable();
        }
    }

    private static Keystore make(Disk area, @Nullable Secret passphrase, boolean create, Randomness randomness)
            throws IOException, KeystoreException {
        if (!create) {
            throw new KeystoreException(Reason.MISSING, "There is no keystore." + RESTORE);
        }
        if (passphrase == null) {
            area.replace(UNLOCK, Bytes.wrap(randomness.bytes(SimulatedKeys.BYTES)));
        }
        byte[] key = passphrase == null ? unlock(area) : passphrase.bytes();
        SimulatedKeystore made =
                new SimulatedKeystore(area, randomness, key, passphrase == null ? BY_FILE : BY_PASSPHRASE);
        made.save();
        return made;
    }

    private static Keystore read(Disk area, @Nullable Secret passphrase, Randomness randomness)
            throws IOException, KeystoreException {
        try {
            CborReader in = new CborReader(area.read(FILE, MAX_BYTES));
            in.readArrayExactly(3);
            String protection = in.readText(20);
            Bytes check = in.readBytesExactly(CHECK);
            Bytes sealed = in.readBytes(MAX_BYTES);
            in.end();
            byte[] key = protection.equals(BY_PASSPHRASE) ? given(passphrase) : unlock(area);
            if (!check.equals(check(key))) {
                throw new KeystoreException(Reason.LOCKED, "The " + protection + " does not fit this keystore.");
            }
            SimulatedKeystore found = new SimulatedKeystore(area, randomness, key, protection);
            found.decode(Sealing.under(key).open(sealed));
            return found;
        } catch (MalformedException e) {
            throw new KeystoreException(Reason.DAMAGED, "The keystore is damaged: " + e.reason() + "." + RESTORE);
        }
    }

    @Override
    public synchronized Optional<Secret> read(String name) {
        return Optional.ofNullable(secrets.get(named(name))).map(bytes -> Secret.wrap(bytes.toArray()));
    }

    @Override
    public synchronized void write(String name, Secret secret) throws KeystoreException {
        if (secret.size() > MAX_SECRET) {
            throw new IllegalArgumentException("a key has at most " + MAX_SECRET + " bytes");
        }
        change(named(name), Bytes.wrap(secret.bytes()));
    }

    @Override
    public synchronized void delete(String name) throws KeystoreException {
        change(named(name), null);
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(secrets.keySet());
    }

    @Override
    public synchronized String protection() {
        return protection;
    }

    @Override
    public synchronized void protect(@Nullable Secret passphrase) throws KeystoreException {
        byte[] keyBefore = key;
        String before = protection;
        try {
            if (passphrase == null && protection.equals(BY_FILE)) {
                return;
            }
            if (passphrase == null) {
                area.replace(UNLOCK, Bytes.wrap(randomness.bytes(SimulatedKeys.BYTES)));
            }
            key = passphrase == null ? unlock(area) : passphrase.bytes();
            protection = passphrase == null ? BY_FILE : BY_PASSPHRASE;
            save();
        } catch (IOException e) {
            key = keyBefore;
            protection = before;
            throw unwritable();
        }
    }

    /** On the disk first: what could not be written is not in memory either. */
    private void change(String name, @Nullable Bytes value) throws KeystoreException {
        Bytes before = put(name, value);
        try {
            save();
        } catch (IOException e) {
            put(name, before);
            throw unwritable();
        }
    }

    private @Nullable Bytes put(String name, @Nullable Bytes value) {
        return value == null ? secrets.remove(name) : secrets.put(name, value);
    }

    private void save() throws IOException {
        CborWriter content = new CborWriter();
        content.writeArray(2 * secrets.size());
        secrets.forEach((name, value) -> content.writeText(name).writeBytes(value));
        CborWriter file = new CborWriter();
        file.writeArray(3).writeText(protection).writeBytes(check(key));
        file.writeBytes(Sealing.under(key).seal(content.toBytes()));
        area.replace(FILE, file.toBytes());
    }

    private void decode(Bytes content) throws MalformedException {
        CborReader in = new CborReader(content);
        for (int left = in.readArray(2 * MAX_KEYS); left > 0; left -= 2) {
            secrets.put(in.readText(100), in.readBytes(MAX_SECRET));
        }
        in.end();
    }

    private static byte[] given(@Nullable Secret passphrase) throws KeystoreException {
        if (passphrase == null) {
            throw new KeystoreException(Reason.LOCKED, "This keystore is unlocked by a passphrase. Provide it.");
        }
        return passphrase.bytes();
    }

    private static byte[] unlock(Disk area) throws IOException, KeystoreException {
        if (!area.exists(UNLOCK)) {
            throw new KeystoreException(Reason.LOCKED, "The key file 'unlock' is missing. Put it back.");
        }
        return area.read(UNLOCK, SimulatedKeys.BYTES).toArray();
    }

    private static Bytes check(byte[] key) {
        return Bytes.wrap(new KeyedHash(14, 14).add(key).bytes()).slice(0, CHECK);
    }

    private static KeystoreException unwritable() {
        return new KeystoreException(
                Reason.UNWRITABLE, "The keys folder cannot be read or written. Free space or fix its permissions.");
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a key");
        }
        return name;
    }
}
