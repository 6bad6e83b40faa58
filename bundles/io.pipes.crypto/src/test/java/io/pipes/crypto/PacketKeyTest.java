// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.PacketKey;
import org.junit.jupiter.api.Test;

class PacketKeyTest {
    private static final Bytes HEADER = Bytes.utf8("network n, pipeline p, author a, seq 4");
    private static final Bytes CONTENT = Bytes.utf8("the content");

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SeededRandomness(1);
    private final Secret epoch = Secret.random(randomness, 32);
    private final Bytes author = Bytes.wrap(randomness.bytes(32));
    private final Bytes salt = Bytes.wrap(randomness.bytes(32));
    private final PacketKey key = suite.packetKey(epoch, author, salt);
    private final Bytes sealed = key.seal(HEADER, CONTENT);

    @Test
    void whoever_has_the_epoch_secret_opens_the_packet() throws MalformedException {
        PacketKey reader = suite.packetKey(epoch, author, salt);

        assertThat(reader.open(HEADER, sealed)).isEqualTo(CONTENT);
        assertThat(reader.commitment()).isEqualTo(key.commitment());
        assertThat(sealed.size()).isEqualTo(CONTENT.size() + 16);
    }

    @Test
    void another_epoch_author_or_salt_is_another_key_and_another_commitment() {
        Bytes other = Bytes.wrap(randomness.bytes(32));
        for (PacketKey wrong : java.util.List.of(
                suite.packetKey(Secret.random(randomness, 32), author, salt),
                suite.packetKey(epoch, other, salt),
                suite.packetKey(epoch, author, other))) {
            assertThat(wrong.commitment()).isNotEqualTo(key.commitment());
            assertThatThrownBy(() -> wrong.open(HEADER, sealed)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void any_changed_byte_of_header_or_ciphertext_is_noticed() {
        for (Bytes damaged : Tampered.copiesOf(sealed)) {
            assertThatThrownBy(() -> key.open(HEADER, damaged)).isInstanceOf(MalformedException.class);
        }
        for (Bytes damaged : Tampered.copiesOf(HEADER)) {
            assertThatThrownBy(() -> key.open(damaged, sealed)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_key_seals_once_whatever_it_opened_since() throws MalformedException {
        assertThatThrownBy(() -> key.seal(HEADER, CONTENT)).isInstanceOf(IllegalStateException.class);
        key.open(HEADER, sealed);
        assertThatThrownBy(() -> key.seal(HEADER, CONTENT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_secret_is_printed() {
        assertThat(key.toString()).isEqualTo("AesPacketKey[***]");
    }
}
