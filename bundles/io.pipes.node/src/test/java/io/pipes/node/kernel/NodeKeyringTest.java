// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.network.SimulatedNetwork;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The box keys of a node, from one start to the next. */
class NodeKeyringTest {
    private static final NodeId NODE = id(1);
    private static final NodeId BEFORE = id(2);
    private static final NodeId LONG_BEFORE = id(3);
    private static final Bytes TEXT = Bytes.utf8("a secret");

    private final CryptoSuite suite = new SimulatedSuite();
    private final SeededRandomness randomness = new SeededRandomness(4);
    private final KeyPair newer = suite.newBoxKey(randomness);
    private final KeyPair older = suite.newBoxKey(randomness);
    private final KeyPair oldest = suite.newBoxKey(randomness);
    private final NodeSecrets secrets = NodeSecrets.random(suite, randomness)
            .withFormer(Map.of(BEFORE, List.of(newer, older), LONG_BEFORE, List.of(oldest)));
    private Keystore keystore;
    private NodeKeyring keyring;

    private static NodeId id(int number) {
        byte[] id = new byte[32];
        id[0] = (byte) number;
        return NodeId.of(Bytes.wrap(id));
    }

    @BeforeEach
    void make() throws KeystoreException {
        keystore = suite.keystore(
                new SimulatedNetwork(new VirtualTime(1)).add("host").disk(), null, true, randomness);
        keyring = new NodeKeyring(suite, keystore);
        keyring.prepare(NODE, secrets);
        keyring.complete(NODE, secrets);
    }

    private boolean opens(KeyPair key) throws KeystoreException, MalformedException {
        Bytes box = suite.box(key.publicKey(), Label.PREKEY_BOX, Bytes.EMPTY, TEXT, randomness);
        try {
            return keyring.read(NODE)
                    .boxes()
                    .unbox(suite, Label.PREKEY_BOX, Bytes.EMPTY, box)
                    .equals(TEXT);
        } catch (MalformedException closed) {
            return false;
        }
    }

    @Test
    void all_keys_of_all_nodes_before_it_are_kept_until_they_go_together() throws Exception {
        assertThat(List.of(opens(newer), opens(older), opens(oldest))).containsOnly(true);
        assertThat(keyring.read(NODE).boxes().versions()).containsExactly(BoxKeys.FORMER, BoxKeys.FIRST);

        keyring.deleteBox(NODE, BoxKeys.FORMER);

        assertThat(List.of(opens(newer), opens(older), opens(oldest))).containsOnly(false);
        assertThat(keyring.read(NODE).boxes().former()).isEmpty();
    }

    @Test
    void the_first_key_can_go_and_the_newest_is_the_one_with_the_highest_number() throws Exception {
        for (long version : List.of(2L, 9L, 10L)) {
            keyring.writeBox(NODE, version, suite.newBoxKey(randomness));
        }
        keyring.deleteBox(NODE, BoxKeys.FIRST);

        assertThat(keyring.read(NODE).boxes().versions()).containsExactly(BoxKeys.FORMER, 2L, 9L, 10L);
        assertThat(keyring.read(NODE).boxes().version()).isEqualTo(10);
        assertThat(opens(secrets.boxes().newest())).isFalse();
        assertThat(keyring.nodes()).containsExactly(NODE);
        assertThat(keyring.remains()).isEmpty();
    }

    @Test
    void a_key_that_was_overwritten_and_came_back_with_the_power_is_none() throws Exception {
        String entry = keystore.names().stream()
                .filter(name -> name.endsWith(".box"))
                .findFirst()
                .orElseThrow();
        keyring.writeBox(NODE, 2, newer);
        keystore.write(entry, Secret.wrap(new byte[1]));

        assertThat(keyring.read(NODE).boxes().versions()).containsExactly(BoxKeys.FORMER, 2L);
    }

    @Test
    void a_node_without_any_key_is_an_error_with_the_way_out() throws Exception {
        keyring.deleteBox(NODE, BoxKeys.FIRST);

        assertThatThrownBy(() -> keyring.read(NODE)).hasMessageContaining("backup");
    }

    @Test
    void the_box_keys_of_a_node_that_leaves_are_overwritten_before_they_are_deleted() throws Exception {
        keyring.writeBox(NODE, 2, newer);
        Overwriting recording = new Overwriting(keystore);
        new NodeKeyring(suite, recording).delete(NODE);

        String own = "node." + NODE.text();
        assertThat(recording.overwritten).containsExactlyInAnyOrder(own + ".box", own + ".box.2", own + ".former");
        assertThat(keystore.names()).isEmpty();
    }

    /** Notes which entries are overwritten by one byte. */
    private static final class Overwriting implements Keystore {
        private final Keystore keystore;
        private final List<String> overwritten = new ArrayList<>();

        Overwriting(Keystore keystore) {
            this.keystore = keystore;
        }

        @Override
        public Optional<Secret> read(String name) throws KeystoreException {
            return keystore.read(name);
        }

        @Override
        public void write(String name, Secret secret) throws KeystoreException {
            if (secret.size() == 1) {
                overwritten.add(name);
            }
            keystore.write(name, secret);
        }

        @Override
        public void delete(String name) throws KeystoreException {
            keystore.delete(name);
        }

        @Override
        public List<String> names() throws KeystoreException {
            return keystore.names();
        }

        @Override
        public String protection() {
            return keystore.protection();
        }

        @Override
        public void protect(@Nullable Secret passphrase) throws KeystoreException {
            keystore.protect(passphrase);
        }
    }

    @Test
    void what_came_back_of_a_node_that_left_is_found() throws Exception {
        keyring.delete(NODE);
        keyring.writeBox(NODE, 2, newer);
        keyring.writeBox(BEFORE, BoxKeys.FORMER, older);

        assertThat(keyring.remains()).containsExactly(NODE, BEFORE);
    }

    @Test
    void nothing_of_a_node_that_left_stays() throws Exception {
        keyring.writeBox(NODE, 2, newer);
        keyring.delete(NODE);

        assertThat(keystore.names()).isEmpty();
    }
}
