// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunCheckTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final Bytes TAG = ZEROS.slice(0, 16);

    private final CryptoSuite suite = new SimulatedSuite();
    private final SigningKey key = suite.newSigningKey(new SeededRandomness(1));
    private final NodeId author = NodeId.of(key.publicKey());
    private final RunCheck check =
            new RunCheck(new LoneNode(LoneNode.SELF, new VirtualTime(1), suite, new TreeMap<>()));
    private final List<Packet> chain = new ArrayList<>();

    RunCheckTest() {
        Bytes before = ZEROS;
        for (int seq = 1; seq <= 5; seq++) {
            Packet packet = packet(new PacketPlace(PacketType.PERSISTENT, seq, before), TAG, key::sign);
            chain.add(packet);
            before = packet.id().bytes();
        }
    }

    private Packet packet(PacketPlace place, Bytes tag, Packet.Signer signer) {
        PacketHeader header = new PacketHeader(
                NetworkId.of(ZEROS), tag, EpochId.of(ZEROS), author, place, place.seq(), ZEROS, ZEROS, ZEROS);
        return Packet.seal(suite, header, Bytes.utf8("sealed " + place.seq()), signer);
    }

    private List<Packet> checked() throws MalformedException {
        List<Bytes> encoded = chain.stream().map(Packet::encoded).toList();
        return check.check(new SyncMessage.Run(TAG, author, encoded, false, true), key.publicKey());
    }

    private void assertRefused(String because) {
        assertThatThrownBy(this::checked)
                .isInstanceOfSatisfying(
                        MalformedException.class,
                        lie -> assertThat(lie.reason()).contains(because));
    }

    @Test
    void a_chain_is_good_from_its_beginning_and_from_anywhere() throws MalformedException {
        assertThat(checked()).isEqualTo(chain);
        chain.remove(0);
        assertThat(checked()).isEqualTo(chain);
    }

    @Test
    void a_packet_in_the_middle_with_a_signature_that_is_not_its_authors_spoils_it() {
        Packet third = chain.get(2);
        Packet resigned = packet(third.header().place(), TAG, (label, id) -> Bytes.utf8("garbage"));
        assertThat(resigned.id()).as("an id does not cover the signature").isEqualTo(third.id());
        chain.set(2, resigned);

        assertRefused("wrong signature");
    }

    @Test
    void a_hole_and_another_order_spoil_it() {
        Packet second = chain.remove(1);
        assertRefused("do not follow each other");
        chain.add(second);
        assertRefused("do not follow each other");
    }

    @Test
    void a_packet_that_names_another_one_before_it_spoils_it() {
        chain.set(4, packet(new PacketPlace(PacketType.PERSISTENT, 5, ZEROS), TAG, key::sign));

        assertRefused("do not follow each other");
    }

    @Test
    void a_packet_of_another_pipeline_or_a_live_one_does_not_belong_there() {
        Packet good = chain.get(0);
        chain.set(0, packet(good.header().place(), Bytes.utf8("another pipeline"), key::sign));
        assertRefused("does not belong there");
        chain.set(0, packet(new PacketPlace(PacketType.LIVE, 1, ZEROS.slice(0, 8)), TAG, key::sign));
        assertRefused("does not belong there");
    }

    @Test
    void a_stub_stands_where_its_packet_stood_and_no_other_one_does() throws MalformedException {
        chain.set(2, chain.get(2).stub(suite));
        assertThat(checked()).isEqualTo(chain);

        Bytes stub = chain.get(2).encoded();
        byte[] changed = stub.toArray();
        // The last byte of the hash; behind it stands the signature, of which CBOR says how long it is in one or two
        // bytes.
        changed[stub.size() - chain.get(2).signature().size() - 3] ^= 1;
        chain.set(2, Packet.decodeOrStub(suite, Bytes.wrap(changed)));
        assertRefused("wrong signature");
    }
}
