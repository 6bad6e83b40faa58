// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.ChainPlace;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.packet.Packet;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncMessageTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final Bytes ID = Bytes.wrap(new byte[32]);
    private static final NodeId AUTHOR = NodeId.of(ID);

    static Stream<SyncMessage> messages() {
        BitSet some = new BitSet();
        some.set(0);
        some.set(9);
        some.set(255);
        return Stream.of(
                new SyncMessage.Roots(true, List.of()),
                new SyncMessage.Roots(false, List.of(new SyncMessage.Root(TAG, TAG, 7))),
                new SyncMessage.AskBuckets(TAG),
                new SyncMessage.Buckets(TAG, Bytes.wrap(new byte[4_096])),
                new SyncMessage.AskEntries(TAG, some),
                new SyncMessage.AskEntries(TAG, new BitSet()),
                new SyncMessage.Entries(TAG, Collections.nCopies(512, new HeldEntry(AUTHOR, 1, 1, ID, true)), false),
                new SyncMessage.Entries(TAG, List.of(), true),
                new SyncMessage.AskRun(TAG, AUTHOR, 1, 1_024),
                new SyncMessage.Run(TAG, AUTHOR, List.of(ID, TAG), true, false),
                new SyncMessage.Run(TAG, AUTHOR, List.of(), false, true),
                new SyncMessage.AskBranch(TAG, AUTHOR, 1, Collections.nCopies(32, new ChainPlace(1, ID))),
                new SyncMessage.AskBranch(TAG, AUTHOR, 7, List.of()),
                new SyncMessage.Branch(TAG, AUTHOR, List.of(ID, TAG)),
                new SyncMessage.AskFork(TAG, AUTHOR),
                new SyncMessage.ForkPacket(TAG, AUTHOR, ID, true),
                new SyncMessage.AskStored(TAG, new ChainPlace(7, ID)),
                new SyncMessage.Stored(TAG, 7, true),
                new SyncMessage.Stored(TAG, 8, false));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_written_is_read(SyncMessage message) throws MalformedException {
        assertThat(SyncMessage.decode(message.encode())).isEqualTo(message);
    }

    @Test
    void a_bucket_is_a_bit_from_the_lowest_of_its_byte() {
        BitSet ninth = new BitSet();
        ninth.set(9);

        Bytes encoded = new SyncMessage.AskEntries(TAG, ninth).encode();

        assertThat(encoded.at(encoded.size() - 32)).isZero();
        assertThat(encoded.at(encoded.size() - 31)).isEqualTo((byte) 2);
    }

    @Test
    void more_than_may_be_asked_for_is_refused() {
        assertRefused(new SyncMessage.AskRun(TAG, AUTHOR, 1, 1_025));
        assertRefused(new SyncMessage.AskRun(TAG, AUTHOR, 1, 0));
        assertRefused(new SyncMessage.AskRun(TAG, AUTHOR, 0, 1));
        assertRefused(
                new SyncMessage.Entries(TAG, Collections.nCopies(513, new HeldEntry(AUTHOR, 1, 1, ID, true)), true));
        assertRefused(new SyncMessage.Entries(TAG, List.of(new HeldEntry(AUTHOR, 1, 0, ID, false)), true));
        assertRefused(new SyncMessage.Run(TAG, AUTHOR, Collections.nCopies(513, TAG), false, true));
        assertRefused(new SyncMessage.AskBranch(TAG, AUTHOR, 0, List.of()));
        assertRefused(new SyncMessage.AskBranch(TAG, AUTHOR, 1, Collections.nCopies(33, new ChainPlace(1, ID))));
        assertRefused(new SyncMessage.AskBranch(TAG, AUTHOR, 1, List.of(new ChainPlace(0, ID))));
        assertRefused(new SyncMessage.Branch(TAG, AUTHOR, Collections.nCopies(513, TAG)));
        assertRefused(new SyncMessage.ForkPacket(TAG, AUTHOR, Bytes.wrap(new byte[Packet.MAX_BYTES + 1]), true));
        assertRefused(new SyncMessage.AskStored(TAG, new ChainPlace(0, ID)));
        assertRefused(new SyncMessage.Stored(TAG, 0, true));
    }

    @Test
    void an_unknown_number_is_refused() {
        for (int number : new int[] {0, 14, 255}) {
            Bytes unknown = new CborWriter()
                    .writeArray(2)
                    .writeUnsigned(number)
                    .writeBytes(TAG)
                    .toBytes();
            assertThatThrownBy(() -> SyncMessage.decode(unknown)).isInstanceOf(MalformedException.class);
        }
    }

    private static void assertRefused(SyncMessage message) {
        assertThatThrownBy(() -> SyncMessage.decode(message.encode())).isInstanceOf(MalformedException.class);
    }
}
