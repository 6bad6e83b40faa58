// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.testkit.crypto.SimulatedSuite;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final NodeId AUTHOR = NodeId.of(ZEROS);

    private final SimulatedSuite suite = new SimulatedSuite();
    private final Chain chain = new Chain(AUTHOR);

    ChainTest() {
        for (int seq = 1; seq <= 3; seq++) {
            chain.add(packet(chain.next()));
        }
        chain.kept(chain.waiting());
    }

    private Packet packet(PacketPlace place) {
        PacketHeader header = new PacketHeader(
                NetworkId.of(ZEROS), ZEROS.slice(0, 16), EpochId.of(ZEROS), AUTHOR, place, 1, ZEROS, ZEROS, ZEROS);
        return Packet.seal(suite, header, Bytes.utf8("sealed"), (label, id) -> Bytes.utf8("signed"));
    }

    private void jumpTo(long seq) {
        Packet packet = packet(new PacketPlace(PacketType.PERSISTENT, seq, ZEROS));
        chain.jumpTo(packet);
        chain.add(packet);
    }

    private Chain written() throws MalformedException {
        return Chain.read(chain.write(chain.floor(), chain.kept()));
    }

    @Test
    void a_jump_that_is_durable_leaves_what_is_to_be_removed_also_to_the_next_life() throws MalformedException {
        jumpTo(10);
        assertThat(chain.remains().isEmpty()).as("before it is durable").isTrue();

        chain.kept(chain.waiting());

        assertThat(chain.remains()).isEqualTo(new Chain.Remains(1, 3));
        assertThat(written().remains()).isEqualTo(new Chain.Remains(1, 3));
        assertThat(written().count()).isEqualTo(1);
        chain.removed(2);
        assertThat(written().remains()).isEqualTo(new Chain.Remains(3, 3));
        chain.removed(3);
        assertThat(written().remains().isEmpty()).isTrue();
    }

    @Test
    void a_jump_that_could_not_be_stored_never_was() {
        jumpTo(10);
        assertThat(chain.isWaiting()).isTrue();

        chain.giveUp();

        assertThat(chain.floor().first()).isEqualTo(1);
        assertThat(chain.lastSeq()).isEqualTo(3);
        assertThat(chain.count()).isEqualTo(3);
        assertThat(chain.remains().isEmpty()).isTrue();
    }

    @Test
    void what_is_written_before_a_jump_is_durable_says_nothing_of_it() throws MalformedException {
        jumpTo(10);

        assertThat(written().floor().first()).isEqualTo(1);
        assertThat(written().count()).isEqualTo(3);
        assertThat(written().remains().isEmpty()).isTrue();
    }

    @Test
    void the_record_of_an_earlier_version_says_nothing_of_what_remains() throws MalformedException {
        Bytes earlier = new CborWriter()
                .writeArray(6)
                .writeBytes(AUTHOR.bytes())
                .writeUnsigned(3)
                .writeBytes(ZEROS)
                .writeUnsigned(300)
                .writeUnsigned(2)
                .writeUnsigned(100)
                .toBytes();

        Chain read = Chain.read(earlier);

        assertThat(read.count()).isEqualTo(2);
        assertThat(read.remains().isEmpty()).isTrue();
    }
}
