// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.RecordCipher;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.crypto.ValueCipher;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link CryptoSuite} promises, apart from handshakes: see {@link HandshakeContractTest}. Inherit it in the tests of a suite. */
public abstract class CryptoSuiteContractTest {
    private static final Bytes MESSAGE = Bytes.utf8("a message");
    private static final Bytes PLACE = Bytes.utf8("here");
    private static final Bytes OTHER = Bytes.utf8("elsewhere");

    private final Randomness randomness = new SeededRandomness(1);
    private final CryptoSuite suite = suite();

    /** A suite; called once per test. */
    protected abstract CryptoSuite suite();

    @Test
    void a_hash_is_of_the_whole_and_a_mac_depends_on_its_key() {
        Secret key = Secret.random(randomness, 32);

        assertThat(suite.hash(Bytes.utf8("a m"), Bytes.utf8("essage")))
                .isEqualTo(suite.hash(MESSAGE))
                .isNotEqualTo(suite.hash(OTHER));
        assertThat(suite.hash(MESSAGE).size()).isEqualTo(32);
        assertThat(suite.mac(key, Bytes.utf8("a m"), Bytes.utf8("essage")))
                .isEqualTo(suite.mac(key, MESSAGE))
                .isNotEqualTo(suite.mac(Secret.random(randomness, 32), MESSAGE));
    }

    @Test
    void a_derived_key_depends_on_everything_it_is_derived_from() {
        Secret source = Secret.random(randomness, 32);
        Secret derived = suite.derive(source, PLACE, Label.LANE_KEY, MESSAGE, 100);

        assertThat(derived.size()).isEqualTo(100);
        assertThat(suite.derive(source, PLACE, Label.LANE_KEY, MESSAGE, 100)).isEqualTo(derived);
        assertThat(suite.derive(source, OTHER, Label.LANE_KEY, MESSAGE, 100)).isNotEqualTo(derived);
        assertThat(suite.derive(source, PLACE, Label.STORE_KEY, MESSAGE, 100)).isNotEqualTo(derived);
        assertThat(suite.derive(source, PLACE, Label.LANE_KEY, OTHER, 100)).isNotEqualTo(derived);
    }

    @Test
    void a_signature_is_of_one_key_label_and_message() throws MalformedException {
        SigningKey key = suite.newSigningKey(randomness);
        Bytes signature = key.sign(Label.OPERATION, MESSAGE);
        Bytes publicKey = key.publicKey();

        assertThat(suite.verify(publicKey, Label.OPERATION, MESSAGE, signature)).isTrue();
        assertThat(suite.verify(publicKey, Label.PACKET, MESSAGE, signature)).isFalse();
        assertThat(suite.verify(publicKey, Label.OPERATION, OTHER, signature)).isFalse();
        assertThat(suite.verify(suite.newSigningKey(randomness).publicKey(), Label.OPERATION, MESSAGE, signature))
                .isFalse();
        assertThat(suite.signingKey(key.secret()).publicKey()).isEqualTo(publicKey);
        for (int i = 0; i < signature.size(); i++) {
            assertThat(suite.verify(publicKey, Label.OPERATION, MESSAGE, flipped(signature, i)))
                    .isFalse();
        }
        assertThat(suite.verify(Bytes.EMPTY, Label.OPERATION, MESSAGE, signature))
                .isFalse();
        assertThat(suite.verify(publicKey, Label.OPERATION, MESSAGE, Bytes.EMPTY))
                .isFalse();
    }

    @Test
    void a_record_opens_at_its_place_only() throws MalformedException {
        Secret key = Secret.random(randomness, 32);
        RecordCipher sealing = suite.recordCipher(key);
        byte[] plain = randomness.bytes(1_001);
        byte[] sealed = new byte[1_001 + RecordCipher.OVERHEAD + 3];

        int count = sealing.seal(7, plain, 0, plain.length, sealed, 3);

        assertThat(count).isEqualTo(plain.length + RecordCipher.OVERHEAD);
        byte[] opened = new byte[plain.length];
        assertThat(suite.recordCipher(key).open(7, sealed, 3, count, opened, 0)).isEqualTo(plain.length);
        assertThat(opened).isEqualTo(plain);
        assertMalformed(() -> suite.recordCipher(key).open(8, sealed, 3, count, opened, 0));
        assertMalformed(() -> suite.recordCipher(key).open(7, sealed, 3, count - 1, opened, 0));
        assertMalformed(() -> suite.recordCipher(key).open(7, sealed, 3, 15, opened, 0));
        sealed[500] ^= 1;
        assertMalformed(() -> suite.recordCipher(key).open(7, sealed, 3, count, opened, 0));
    }

    @Test
    void a_counter_seals_once() {
        RecordCipher cipher = suite.recordCipher(Secret.random(randomness, 32));
        cipher.seal(7, new byte[1], 0, 1, new byte[17], 0);

        assertThatThrownBy(() -> cipher.seal(7, new byte[1], 0, 1, new byte[17], 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_packet_opens_under_its_epoch_author_salt_and_header_only() throws MalformedException {
        Secret epoch = Secret.random(randomness, 32);
        Bytes author = Bytes.wrap(randomness.bytes(32));
        Bytes salt = Bytes.wrap(randomness.bytes(32));
        PacketKey key = suite.packetKey(epoch, author, salt);
        Bytes sealed = key.seal(PLACE, MESSAGE);

        PacketKey same = suite.packetKey(epoch, author, salt);
        assertThat(same.commitment()).isEqualTo(key.commitment());
        assertThat(same.open(PLACE, sealed)).isEqualTo(MESSAGE);
        assertMalformed(() -> same.open(OTHER, sealed));
        assertMalformed(() -> same.open(PLACE, flipped(sealed, 0)));
        PacketKey other = suite.packetKey(Secret.random(randomness, 32), author, salt);
        assertThat(other.commitment()).isNotEqualTo(key.commitment());
        assertMalformed(() -> other.open(PLACE, sealed));
        assertMalformed(() -> suite.packetKey(epoch, salt, salt).open(PLACE, sealed));
        assertMalformed(() -> suite.packetKey(epoch, author, author).open(PLACE, sealed));
        assertThatThrownBy(() -> key.seal(PLACE, MESSAGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_box_opens_for_its_recipient_under_its_label_and_context_only() throws MalformedException {
        KeyPair recipient = suite.newBoxKey(randomness);
        Bytes box = suite.box(recipient.publicKey(), Label.EPOCH_BOX, PLACE, MESSAGE, randomness);

        assertThat(suite.unbox(recipient, Label.EPOCH_BOX, PLACE, box)).isEqualTo(MESSAGE);
        assertThat(suite.unbox(suite.boxKey(recipient.secret()), Label.EPOCH_BOX, PLACE, box))
                .isEqualTo(MESSAGE);
        assertMalformed(() -> suite.unbox(suite.newBoxKey(randomness), Label.EPOCH_BOX, PLACE, box));
        assertMalformed(() -> suite.unbox(recipient, Label.PREKEY_BOX, PLACE, box));
        assertMalformed(() -> suite.unbox(recipient, Label.EPOCH_BOX, OTHER, box));
        assertMalformed(() -> suite.unbox(recipient, Label.EPOCH_BOX, PLACE, flipped(box, box.size() - 1)));
        assertMalformed(() -> suite.unbox(recipient, Label.EPOCH_BOX, PLACE, flipped(box, 0)));
        assertMalformed(() -> suite.unbox(recipient, Label.EPOCH_BOX, PLACE, Bytes.EMPTY));
        assertMalformed(() -> suite.box(Bytes.EMPTY, Label.EPOCH_BOX, PLACE, MESSAGE, randomness));
    }

    @Test
    void a_value_opens_at_its_place_and_never_looks_the_same() throws MalformedException {
        Secret key = Secret.random(randomness, 32);
        ValueCipher cipher = suite.valueCipher(key, randomness);
        Bytes sealed = cipher.seal(PLACE, MESSAGE);

        assertThat(cipher.seal(PLACE, MESSAGE)).isNotEqualTo(sealed);
        assertThat(suite.valueCipher(key, randomness).open(PLACE, sealed)).isEqualTo(MESSAGE);
        assertMalformed(() -> cipher.open(OTHER, sealed));
        assertMalformed(() -> cipher.open(PLACE, flipped(sealed, sealed.size() / 2)));
        assertMalformed(() -> cipher.open(PLACE, Bytes.EMPTY));
        assertMalformed(() ->
                suite.valueCipher(Secret.random(randomness, 32), randomness).open(PLACE, sealed));
    }

    @Test
    void saved_keys_of_a_wrong_size_are_malformed() {
        Secret wrong = Secret.random(randomness, 7);

        assertMalformed(() -> suite.signingKey(wrong));
        assertMalformed(() -> suite.linkKey(wrong));
        assertMalformed(() -> suite.boxKey(wrong));
        assertThat(suite.isLinkKey(Bytes.EMPTY)).isFalse();
        assertThat(suite.isLinkKey(suite.newLinkKey(randomness).publicKey())).isTrue();
    }

    @Test
    void a_keystore_keeps_what_was_written_through_a_crash() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(3);
        Secret secret = Secret.random(randomness, 32);
        Keystore made = suite.keystore(disk, null, true, randomness);
        made.write("node.one", secret);
        made.write("node.two", secret);
        made.delete("node.two");

        disk.crash();
        disk.restart();

        Keystore again = suite.keystore(disk, null, false, randomness);
        assertThat(again.read("node.one")).contains(secret);
        assertThat(again.read("nobody")).isEmpty();
        assertThat(again.names()).contains("node.one");
        assertThat(again.protection()).isEqualTo("key-file");
    }

    @Test
    void a_keystore_says_why_it_does_not_open() throws Exception {
        assertThat(reason(() -> suite.keystore(new SimulatedDisk(1), null, false, randomness)))
                .isEqualTo(Reason.MISSING);

        SimulatedDisk locked = new SimulatedDisk(1);
        Secret passphrase = Secret.copyOf("correct horse".getBytes());
        suite.keystore(locked, passphrase, true, randomness);
        Secret wrong = Secret.copyOf("incorrect horse".getBytes());
        assertThat(reason(() -> suite.keystore(locked, wrong, false, randomness)))
                .isEqualTo(Reason.LOCKED);
        assertThat(reason(() -> suite.keystore(locked, null, false, randomness)))
                .isEqualTo(Reason.LOCKED);
        assertThat(suite.keystore(locked, passphrase, false, randomness).protection())
                .isEqualTo("passphrase");

        locked.cut("keystore", 10);
        assertThat(reason(() -> suite.keystore(locked, passphrase, false, randomness)))
                .isEqualTo(Reason.DAMAGED);

        SimulatedDisk full = new SimulatedDisk(1);
        Keystore keystore = suite.keystore(full, null, true, randomness);
        full.capacity(0);
        assertThat(reason(() -> keystore.write("node.one", passphrase))).isEqualTo(Reason.UNWRITABLE);
        assertThat(keystore.read("node.one")).isEmpty();
    }

    @Test
    void what_protects_a_keystore_changes_and_the_keys_stay() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(2);
        Secret secret = Secret.random(randomness, 32);
        Secret passphrase = Secret.copyOf("correct horse".getBytes());
        suite.keystore(disk, null, true, randomness).write("node.one", secret);

        Keystore byFile = suite.keystore(disk, passphrase, false, randomness);
        assertThat(byFile.protection()).isEqualTo("key-file");
        byFile.protect(passphrase);
        assertThat(byFile.protection()).isEqualTo("passphrase");
        assertThat(reason(() -> suite.keystore(disk, null, false, randomness))).isEqualTo(Reason.LOCKED);

        Keystore byPassphrase = suite.keystore(disk, passphrase, false, randomness);
        assertThat(byPassphrase.read("node.one")).contains(secret);
        byPassphrase.protect(null);
        byPassphrase.protect(null);

        Keystore again = suite.keystore(disk, null, false, randomness);
        assertThat(again.protection()).isEqualTo("key-file");
        assertThat(again.read("node.one")).contains(secret);
    }

    private static Bytes flipped(Bytes bytes, int at) {
        byte[] copy = bytes.toArray();
        copy[at] ^= 1;
        return Bytes.wrap(copy);
    }

    private static void assertMalformed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(MalformedException.class);
    }

    private static Reason reason(ThrowingCallable call) {
        try {
            call.call();
        } catch (KeystoreException e) {
            return e.reason();
        } catch (Throwable e) {
            throw new AssertionError("Another failure", e);
        }
        throw new AssertionError("It did not fail");
    }
}
