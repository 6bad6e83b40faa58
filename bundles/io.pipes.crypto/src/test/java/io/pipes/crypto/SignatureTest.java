// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SigningKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final Bytes MESSAGE = Bytes.utf8("remove node 7");

    private final Pipes1Suite suite = new Pipes1Suite();
    private final SigningKey key = suite.newSigningKey(new SeededRandomness(1));
    private final Bytes signature = key.sign(Label.OPERATION, MESSAGE);

    @Test
    void a_signature_verifies_for_its_key_label_and_message_only() {
        Bytes other = suite.newSigningKey(new SeededRandomness(2)).publicKey();

        assertThat(verifies(key.publicKey(), Label.OPERATION, MESSAGE)).isTrue();
        assertThat(verifies(other, Label.OPERATION, MESSAGE)).isFalse();
        assertThat(verifies(key.publicKey(), Label.PACKET, MESSAGE)).isFalse();
        assertThat(verifies(key.publicKey(), Label.OPERATION, Bytes.utf8("remove node 8")))
                .isFalse();
    }

    @Test
    void any_changed_byte_of_a_signature_is_noticed() {
        for (Bytes damaged : Tampered.copiesOf(signature)) {
            assertThat(suite.verify(key.publicKey(), Label.OPERATION, MESSAGE, damaged))
                    .isFalse();
        }
    }

    @Test
    void keys_that_are_none_verify_nothing() {
        for (int length : new int[] {0, 1, 31, 32, 33, 64}) {
            assertThat(verifies(Bytes.wrap(new byte[length]), Label.OPERATION, MESSAGE))
                    .isFalse();
        }
        byte[] notOnTheCurve = new byte[32];
        java.util.Arrays.fill(notOnTheCurve, (byte) 0xff);
        assertThat(verifies(Bytes.wrap(notOnTheCurve), Label.OPERATION, MESSAGE))
                .isFalse();
    }

    @Test
    void a_saved_key_is_the_same_key() throws MalformedException {
        SigningKey again = suite.signingKey(key.secret());

        assertThat(again.publicKey()).isEqualTo(key.publicKey());
        assertThat(again.sign(Label.OPERATION, MESSAGE)).isEqualTo(signature);
        assertThatThrownBy(() -> suite.signingKey(Secret.wrap(new byte[31]))).isInstanceOf(MalformedException.class);
        assertThat(key.toString()).isEqualTo("CoseSigningKey[***]");
    }

    private boolean verifies(Bytes publicKey, Label label, Bytes message) {
        return suite.verify(publicKey, label, message, signature);
    }

    @Test
    void a_link_key_that_has_the_secret_of_a_signing_key_is_known_by_its_public_half() throws MalformedException {
        KeyPair link = suite.linkKeyOf(key);
        SigningKey other = suite.newSigningKey(new SeededRandomness(2));

        assertThat(suite.linkKey(link.secret()).publicKey()).isEqualTo(link.publicKey());
        assertThat(suite.isLinkKey(link.publicKey())).isTrue();
        assertThat(suite.isLinkKeyOf(link.publicKey(), key.publicKey())).isTrue();
        assertThat(suite.isLinkKeyOf(link.publicKey(), other.publicKey())).isFalse();
        assertThat(suite.isLinkKeyOf(key.publicKey(), key.publicKey())).isFalse();
        for (Bytes damaged : Tampered.copiesOf(link.publicKey())) {
            assertThat(suite.isLinkKeyOf(damaged, key.publicKey())).isFalse();
        }
    }

    @Test
    void what_is_no_key_has_no_link_key() {
        Bytes one = Bytes.wrap(Arrays.copyOf(new byte[] {1}, 32));
        Bytes zeros = Bytes.wrap(new byte[32]);

        assertThat(suite.isLinkKeyOf(zeros, one)).isFalse();
        assertThat(suite.isLinkKeyOf(zeros, zeros)).isFalse();
        assertThat(suite.isLinkKeyOf(one, zeros)).isFalse();
        assertThat(suite.isLinkKeyOf(Bytes.EMPTY, key.publicKey())).isFalse();
        assertThat(suite.isLinkKeyOf(suite.linkKeyOf(key).publicKey(), Bytes.EMPTY))
                .isFalse();
    }
}
