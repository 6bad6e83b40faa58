// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.wire.Attachment;
import io.pipes.testkit.time.SeededRandomness;
import org.junit.jupiter.api.Test;

class AttachSecretTest {
    private final SeededRandomness chance = new SeededRandomness(1);
    private final Bytes binding = Bytes.wrap(chance.bytes(32));
    private final Secret session = Secret.random(chance, 32);
    private final AttachSecret caller = new AttachSecret(new Pipes1Suite(), session, binding);
    private final AttachSecret called = new AttachSecret(new Pipes1Suite(), session, binding);
    private final AttachSecret stranger = new AttachSecret(new Pipes1Suite(), Secret.random(chance, 32), binding);

    private static Bytes flipped(Bytes bytes, int bit) {
        byte[] changed = bytes.toArray();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.wrap(changed);
    }

    @Test
    void both_ends_say_the_same_and_understand_each_other() throws MalformedException {
        Bytes id = caller.id(3, 7);
        assertThat(called.id(3, 7)).isEqualTo(id);
        assertThat(caller.id(3, 8)).isNotEqualTo(id);
        assertThat(caller.id(2, 7)).isNotEqualTo(id);

        AttachSecret.Place place = called.read(caller.call(id, 3, 1L << 40));

        assertThat(place).isEqualTo(new AttachSecret.Place(3, 1L << 40));
        assertThat(caller.readAnswer(id, called.answer(id, 12))).isEqualTo(12);
    }

    @Test
    void nobody_else_says_it_and_no_bit_may_change() {
        Bytes id = caller.id(0, 0);
        assertThatThrownBy(() -> called.read(stranger.call(id, 0, 5))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> caller.readAnswer(id, stranger.answer(id, 5))).isInstanceOf(MalformedException.class);

        Attachment call = caller.call(id, 0, 5);
        for (int bit = 0; bit < 8 * Attachment.WHERE_BYTES; bit++) {
            Attachment changed = new Attachment(id, flipped(call.where(), bit), call.mac());
            assertThatThrownBy(() -> called.read(changed)).isInstanceOf(MalformedException.class);
        }
        Bytes answer = called.answer(id, 5);
        for (int bit = 0; bit < 8 * Attachment.ANSWER_BYTES; bit++) {
            Bytes changed = flipped(answer, bit);
            assertThatThrownBy(() -> caller.readAnswer(id, changed)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void what_is_seen_tells_no_counter_and_ties_no_two_connections_together() {
        Attachment first = caller.call(caller.id(0, 0), 0, 5);
        Attachment second = caller.call(caller.id(0, 1), 0, 5);

        assertThat(first.where()).isNotEqualTo(second.where());
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(called.answer(first.id(), 5)).isNotEqualTo(called.answer(second.id(), 5));
    }
}
