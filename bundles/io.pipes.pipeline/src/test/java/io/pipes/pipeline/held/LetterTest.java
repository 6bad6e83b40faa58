// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.node.Member;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LetterTest {
    private static final NodeId FAR = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
    private static final Duration DAY = Duration.ofDays(1);
    private static final Bytes CONTENT = Bytes.utf8("only for you");

    private final LoneNode node = new LoneNode(FAR);
    private final CryptoSuite suite = node.suite();
    private final KeyPair box = suite.newBoxKey(new SeededRandomness(3));

    @Test
    void a_letter_is_read_as_it_was_written() throws MalformedException {
        Letter sealed = seal(7);

        Letter read = Letter.decode(suite, node.network(), sealed.encoded());

        assertThat(read).isEqualTo(sealed);
        assertThat(read.number()).isEqualTo(7);
        assertThat(read.lifetime()).isEqualTo(DAY);
        assertThat(read.encoded().size()).isLessThan(CONTENT.size() + 400);
    }

    @Test
    void its_box_opens_with_the_recipients_key_and_under_its_own_number_only() throws MalformedException {
        Letter letter = seal(7);
        Bytes context = context(7);

        assertThat(suite.unbox(box, Label.PREKEY_BOX, context, letter.box())).isEqualTo(CONTENT);
        assertThatThrownBy(() -> suite.unbox(box, Label.PREKEY_BOX, context(8), letter.box()))
                .isInstanceOf(MalformedException.class);
        KeyPair another = suite.newBoxKey(new SeededRandomness(4));
        assertThatThrownBy(() -> suite.unbox(another, Label.PREKEY_BOX, context, letter.box()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void in_another_network_it_is_another_letter_that_nobody_has_signed() throws MalformedException {
        Letter letter = seal(7);
        byte[] other = new byte[NetworkId.SIZE];
        other[0] = 1;

        Letter replayed = Letter.decode(suite, NetworkId.of(Bytes.wrap(other)), letter.encoded());

        assertThat(letter.signedBy(suite, node.signingKey())).isTrue();
        assertThat(replayed.id()).isNotEqualTo(letter.id());
        assertThat(replayed.signedBy(suite, node.signingKey())).isFalse();
    }

    @Test
    void a_changed_byte_anywhere_makes_it_unreadable_or_unsigned() throws MalformedException {
        Letter letter = seal(7);
        for (int at = 0; at < letter.encoded().size(); at++) {
            byte[] bytes = letter.encoded().toArray();
            bytes[at] ^= 1;
            try {
                Letter changed = Letter.decode(suite, node.network(), Bytes.wrap(bytes));
                assertThat(changed.signedBy(suite, node.signingKey()))
                        .as("byte %d", at)
                        .isFalse();
            } catch (MalformedException refused) {
                assertThat(refused.reason()).isNotBlank();
            }
        }
    }

    @Test
    void a_number_behind_which_no_other_may_follow_is_refused() throws MalformedException {
        Bytes last = seal(Letter.MAX_NUMBER).encoded();
        Bytes beyond = seal(Letter.MAX_NUMBER + 1).encoded();

        assertThat(Letter.decode(suite, node.network(), last).number()).isEqualTo(Letter.MAX_NUMBER);
        assertThatThrownBy(() -> Letter.decode(suite, node.network(), beyond)).isInstanceOf(MalformedException.class);
    }

    private Letter seal(long number) throws MalformedException {
        Member model = LoneNode.member(FAR, FAR.bytes());
        Member recipient = new Member(
                FAR,
                model.identity(),
                model.name(),
                model.role(),
                model.signingKey(),
                model.linkKey(),
                box.publicKey());
        return Letter.seal(node, recipient, number, DAY, CONTENT);
    }

    private Bytes context(long number) {
        byte[] context = new byte[NetworkId.SIZE + 2 * NodeId.SIZE + Long.BYTES];
        node.network().bytes().copyTo(context, 0);
        node.id().bytes().copyTo(context, NetworkId.SIZE);
        FAR.bytes().copyTo(context, NetworkId.SIZE + NodeId.SIZE);
        context[context.length - 1] = (byte) number;
        return Bytes.wrap(context);
    }
}
