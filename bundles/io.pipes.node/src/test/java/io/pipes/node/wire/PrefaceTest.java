// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Handshake;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrefaceTest {
    private final CryptoSuite suite = new SimulatedSuite();
    private final SeededRandomness chance = new SeededRandomness(1);
    private final Secret psk = Secret.random(chance, 32);
    private final Bytes called = Bytes.wrap(chance.bytes(32));
    private final InvitationId invitation = InvitationId.of(Bytes.wrap(chance.bytes(16)));

    private Preface preface(PrefaceKind kind, int length) {
        Optional<InvitationId> invited = kind == PrefaceKind.JOINER ? Optional.of(invitation) : Optional.empty();
        return Preface.make(suite, kind, psk, invited, called, Bytes.wrap(chance.bytes(length)));
    }

    @Test
    void what_is_written_is_read_when_its_last_byte_has_come() throws MalformedException {
        for (PrefaceKind kind : PrefaceKind.values()) {
            Preface preface = preface(kind, Handshake.MAX_MESSAGE);
            Bytes encoded = preface.encode();
            ByteQueue queue = new ByteQueue();
            for (int i = 0; i < encoded.size(); i++) {
                assertThat(Preface.take(queue)).isEmpty();
                queue.append(encoded.slice(i, i + 1).buffer());
            }
            queue.append(Bytes.hex("abcd").buffer());

            assertThat(Preface.take(queue)).contains(preface);
            assertThat(queue.size()).isEqualTo(2);
            assertThat(encoded.size()).isLessThanOrEqualTo(Preface.MAX_BYTES);
        }
    }

    @Test
    void it_fits_only_the_secret_the_called_one_and_the_kind_it_was_made_for() {
        Preface preface = preface(PrefaceKind.MEMBER, 100);

        assertThat(preface.fits(suite, psk, called)).isTrue();
        assertThat(preface.fits(suite, Secret.random(chance, 32), called)).isFalse();
        assertThat(preface.fits(suite, psk, Bytes.wrap(chance.bytes(32)))).isFalse();
        Preface other = new Preface(PrefaceKind.JOINER, preface.mac(), Optional.of(invitation), preface.message());
        assertThat(other.fits(suite, psk, called)).isFalse();
        Preface replaced =
                new Preface(PrefaceKind.MEMBER, preface.mac(), Optional.empty(), Bytes.wrap(chance.bytes(100)));
        assertThat(replaced.fits(suite, psk, called)).isFalse();
    }

    @Test
    void what_cannot_become_one_is_refused_at_once() {
        for (String wrong : new String[] {
            "00", "02", "ff", "0100", "0103", "0101" + "00".repeat(16) + "001f", "0101" + "00".repeat(16) + "2001"
        }) {
            ByteQueue queue = new ByteQueue();
            queue.append(Bytes.hex(wrong).buffer());
            assertThatThrownBy(() -> Preface.take(queue)).as(wrong).isInstanceOf(MalformedException.class);
        }
    }
}
