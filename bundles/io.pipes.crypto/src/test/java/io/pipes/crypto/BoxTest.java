// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.KeyPair;
import org.junit.jupiter.api.Test;

class BoxTest {
    private static final Bytes CONTEXT = Bytes.utf8("network n, epoch 4");
    private static final Bytes SECRET = Bytes.wrap(new byte[32]);

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SeededRandomness(1);
    private final KeyPair recipient = suite.newBoxKey(randomness);

    @Test
    void only_its_recipient_opens_a_box_and_only_in_its_context() throws MalformedException {
        Bytes box = box();
        KeyPair other = suite.newBoxKey(randomness);

        assertThat(suite.unbox(recipient, Label.EPOCH_BOX, CONTEXT, box)).isEqualTo(SECRET);
        assertThatThrownBy(() -> suite.unbox(other, Label.EPOCH_BOX, CONTEXT, box))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> suite.unbox(recipient, Label.PREKEY_BOX, CONTEXT, box))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> suite.unbox(recipient, Label.EPOCH_BOX, Bytes.utf8("network n, epoch 5"), box))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void any_changed_byte_of_a_box_is_noticed() throws MalformedException {
        for (Bytes damaged : Tampered.copiesOf(box())) {
            assertThatThrownBy(() -> suite.unbox(recipient, Label.EPOCH_BOX, CONTEXT, damaged))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void the_same_secret_boxed_twice_looks_different() throws MalformedException {
        assertThat(box()).isNotEqualTo(box());
    }

    @Test
    void a_box_key_that_is_none_is_bad_input() {
        for (Bytes key : java.util.List.of(Bytes.EMPTY, Bytes.wrap(new byte[32]), Bytes.wrap(new byte[1216]))) {
            assertThatThrownBy(() -> suite.box(key, Label.EPOCH_BOX, CONTEXT, SECRET, randomness))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_saved_key_opens_what_was_boxed_to_it() throws MalformedException {
        KeyPair again = suite.boxKey(recipient.secret());

        assertThat(again.publicKey()).isEqualTo(recipient.publicKey());
        assertThat(suite.unbox(again, Label.EPOCH_BOX, CONTEXT, box())).isEqualTo(SECRET);
        assertThatThrownBy(() -> suite.boxKey(Secret.wrap(new byte[33]))).isInstanceOf(MalformedException.class);
    }

    private Bytes box() throws MalformedException {
        return suite.box(recipient.publicKey(), Label.EPOCH_BOX, CONTEXT, SECRET, randomness);
    }
}
