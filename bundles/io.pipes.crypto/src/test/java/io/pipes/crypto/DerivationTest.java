// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import org.junit.jupiter.api.Test;

class DerivationTest {
    private final Pipes1Suite suite = new Pipes1Suite();
    private final Secret source = Secret.random(new SeededRandomness(1), 32);

    @Test
    void label_salt_and_context_each_make_another_key() {
        Secret key = suite.derive(source, Bytes.EMPTY, Label.LANE_KEY, Bytes.EMPTY, 32);

        assertThat(suite.derive(source, Bytes.EMPTY, Label.LANE_KEY, Bytes.EMPTY, 32))
                .isEqualTo(key);
        assertThat(suite.derive(source, Bytes.EMPTY, Label.LANE_ATTACH, Bytes.EMPTY, 32))
                .isNotEqualTo(key);
        assertThat(suite.derive(source, Bytes.utf8("s"), Label.LANE_KEY, Bytes.EMPTY, 32))
                .isNotEqualTo(key);
        assertThat(suite.derive(source, Bytes.EMPTY, Label.LANE_KEY, Bytes.utf8("c"), 32))
                .isNotEqualTo(key);
        assertThat(key.toString()).isEqualTo("***");
    }

    @Test
    void hashing_parts_is_hashing_what_they_make_together() {
        assertThat(suite.hash(Bytes.utf8("a"), Bytes.utf8("bc"))).isEqualTo(suite.hash(Bytes.utf8("abc")));
        assertThat(suite.hash(Bytes.utf8("abc")).hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void a_mac_needs_its_key() {
        Bytes mac = suite.mac(source, Bytes.utf8("a"), Bytes.utf8("b"));

        assertThat(suite.mac(source, Bytes.utf8("ab"))).isEqualTo(mac);
        assertThat(suite.mac(Secret.wrap(new byte[32]), Bytes.utf8("ab"))).isNotEqualTo(mac);
    }
}
