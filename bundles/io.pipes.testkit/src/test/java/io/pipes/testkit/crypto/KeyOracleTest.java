// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.testkit.time.SeededRandomness;
import org.junit.jupiter.api.Test;

class KeyOracleTest {
    private static final Bytes HEADER = Bytes.utf8("header");

    private final SeededRandomness randomness = new SeededRandomness(1);
    private final KeyOracle oracle = new KeyOracle(new SimulatedSuite());
    private final CryptoSuite author = oracle.watch("author");
    private final CryptoSuite reader = oracle.watch("reader");
    private final CryptoSuite stranger = oracle.watch("stranger");
    private final Secret epoch = Secret.random(randomness, 32);
    private final Bytes who = Bytes.wrap(randomness.bytes(32));
    private final Bytes salt = Bytes.wrap(randomness.bytes(32));
    private final PacketKey key = author.packetKey(epoch, who, salt);
    private final Bytes sealed = key.seal(HEADER, Bytes.utf8("content"));

    @Test
    void who_was_given_the_epoch_in_a_box_could_read_even_without_trying() throws MalformedException {
        KeyPair box = reader.newBoxKey(randomness);
        Bytes wrapped = Bytes.wrap(("epoch:" + "x".repeat(3)).getBytes());
        Bytes content = joined(wrapped, Bytes.wrap(epoch.bytes()));
        Bytes boxed = author.box(box.publicKey(), Label.EPOCH_BOX, HEADER, content, randomness);
        assertThat(oracle.readers(oracle.sealed().get(0))).containsExactly("author");

        reader.unbox(box, Label.EPOCH_BOX, HEADER, boxed);

        assertThat(oracle.readers(oracle.sealed().get(0))).containsExactly("author", "reader");
        assertThat(oracle.openers(key.commitment())).isEmpty();
    }

    @Test
    void who_opens_is_remembered_and_who_fails_is_not() throws MalformedException {
        reader.packetKey(epoch, who, salt).open(HEADER, sealed);
        assertThatThrownBy(() -> stranger.packetKey(Secret.random(randomness, 32), who, salt)
                        .open(HEADER, sealed))
                .isInstanceOf(MalformedException.class);

        assertThat(oracle.openers(key.commitment())).containsExactly("reader");
        assertThat(oracle.readers(oracle.sealed().get(0))).containsExactly("author", "reader");
    }

    @Test
    void a_stolen_key_counts() {
        oracle.give("stranger", Bytes.wrap(epoch.bytes()));

        assertThat(oracle.readers(oracle.sealed().get(0))).containsExactly("author", "stranger");
    }

    private static Bytes joined(Bytes first, Bytes second) {
        byte[] all = new byte[first.size() + second.size()];
        first.copyTo(all, 0);
        second.copyTo(all, first.size());
        return Bytes.wrap(all);
    }
}
