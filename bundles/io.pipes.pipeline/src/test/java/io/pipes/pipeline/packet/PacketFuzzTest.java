// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.crypto.Pipes1Suite;

class PacketFuzzTest {
    private static final Pipes1Suite SUITE = new Pipes1Suite();

    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_as_a_packet_has_only_this_encoding(byte[] bytes) {
        try {
            Packet packet = Packet.decodeOrStub(SUITE, Bytes.copyOf(bytes));
            assertThat(packet.stub(SUITE).id()).isEqualTo(packet.id());
            if (packet.isStub()) {
                // All but the hash is known; it has 32 bytes and stands before the signature.
                CborWriter out = new CborWriter().writeArray(3);
                packet.header().write(out);
                int hash = out.writeArray(1).size() + 2;
                out.writeBytes(packet.encoded().slice(hash, hash + 32)).writeBytes(packet.signature());
                assertThat(out.toBytes().toArray()).isEqualTo(bytes);
            } else {
                Packet again =
                        Packet.seal(SUITE, packet.header(), packet.ciphertext(), (label, id) -> packet.signature());
                assertThat(again.encoded().toArray()).isEqualTo(bytes);
            }
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_as_messages_can_be_written_and_read_again(byte[] bytes) {
        try {
            var items = MessageBatch.decode(Bytes.copyOf(bytes));
            assertThat(MessageBatch.decode(MessageBatch.encode(items))).isEqualTo(items);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
