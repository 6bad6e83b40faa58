// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.RecordCipher;
import io.pipes.spi.crypto.SigningKey;

/** Whatever arrives where something sealed or signed should be: it is what was made here, or it is refused. */
class SealedBytesFuzzTest {
    private static final Pipes1Suite SUITE = new Pipes1Suite();
    private static final Bytes CONTEXT = Bytes.utf8("context");
    private static final Bytes CONTENT = Bytes.utf8("content");
    private static final SigningKey SIGNER = SUITE.newSigningKey(new SeededRandomness(1));
    private static final Bytes SIGNATURE = SIGNER.sign(Label.PACKET, CONTENT);
    private static final KeyPair RECIPIENT = SUITE.newBoxKey(new SeededRandomness(2));

    @FuzzTest(maxDuration = "20s")
    void only_the_signature_that_was_made_verifies(byte[] input) {
        Bytes signature = Bytes.copyOf(input);

        assertThat(SUITE.verify(SIGNER.publicKey(), Label.PACKET, CONTENT, signature))
                .isEqualTo(signature.equals(SIGNATURE));
    }

    @FuzzTest(maxDuration = "20s")
    void no_public_key_of_a_stranger_verifies_a_signature(byte[] input) {
        Bytes publicKey = Bytes.copyOf(input);

        assertThat(SUITE.verify(publicKey, Label.PACKET, CONTENT, SIGNATURE))
                .isEqualTo(publicKey.equals(SIGNER.publicKey()));
    }

    @FuzzTest(maxDuration = "20s")
    void no_packet_opens_that_was_not_sealed(byte[] input) {
        var key = SUITE.packetKey(Secret.wrap(new byte[32]), CONTEXT, CONTEXT);
        try {
            key.open(CONTEXT, Bytes.copyOf(input));
            throw new AssertionError("opened what was not sealed");
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void no_record_opens_that_was_not_sealed(byte[] input) {
        RecordCipher cipher = SUITE.recordCipher(Secret.wrap(new byte[32]));
        try {
            cipher.open(input.length, input, 0, input.length, new byte[input.length], 0);
            throw new AssertionError("opened what was not sealed");
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void no_value_opens_that_was_not_sealed(byte[] input) {
        var cipher = SUITE.valueCipher(Secret.wrap(new byte[32]), new SeededRandomness(3));
        try {
            cipher.open(CONTEXT, Bytes.copyOf(input));
            throw new AssertionError("opened what was not sealed");
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void no_box_opens_that_was_not_made_for_the_key(byte[] input) {
        try {
            SUITE.unbox(RECIPIENT, Label.EPOCH_BOX, CONTEXT, Bytes.copyOf(input));
            throw new AssertionError("opened what was not boxed");
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void whatever_is_taken_for_a_box_key_works_or_is_refused(byte[] input) {
        try {
            Bytes box = SUITE.box(Bytes.copyOf(input), Label.EPOCH_BOX, CONTEXT, CONTENT, new SeededRandomness(4));
            assertThat(box.size()).isEqualTo(1120 + CONTENT.size() + 16);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void a_link_key_that_is_accepted_can_be_called(byte[] input) {
        Bytes key = Bytes.copyOf(input);
        if (SUITE.isLinkKey(key)) {
            KeyPair own = SUITE.newLinkKey(new SeededRandomness(5));
            Bytes first = SUITE.initiate(CONTEXT, own, key, Secret.wrap(new byte[32]), new SeededRandomness(6))
                    .write(CONTENT);
            assertThat(first.size()).isEqualTo(1280 + CONTENT.size() + 16);
        }
    }
}
