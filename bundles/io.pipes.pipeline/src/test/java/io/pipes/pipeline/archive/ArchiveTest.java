// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.testkit.crypto.SimulatedSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final NodeId FIRST = NodeId.of(ZEROS);
    private static final NodeId SECOND = NodeId.of(Bytes.wrap(
            new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            }));
    private static final ArchivePart HEADER = new ArchivePart.Header(NetworkId.of(ZEROS), ZEROS.slice(0, 16));
    private static final ArchivePart LOG = new ArchivePart.Log(List.of(Bytes.utf8("genesis"), Bytes.utf8("add")));
    private static final ArchivePart ONE = run(FIRST, "one", "two");
    private static final ArchivePart OTHER = run(SECOND, "three");

    /** Of two chunks, the second one of three bytes. */
    private static final ArchivePart BLOB = new ArchivePart.Blob(
            new BlobManifest(BlobManifest.CHUNK_BYTES + 3, Bytes.wrap(new byte[2 * BlobManifest.HASH_BYTES])));

    private static final ArchivePart CHUNK = chunk(BlobManifest.CHUNK_BYTES);
    private static final ArchivePart LAST_CHUNK = chunk(3);

    private static ArchivePart chunk(int bytes) {
        return new ArchivePart.Chunk(Bytes.wrap(new byte[bytes]));
    }

    private static ArchivePart run(NodeId author, String... packets) {
        return new ArchivePart.Run(
                author, List.of(packets).stream().map(Bytes::utf8).toList());
    }

    private static Bytes archive(ArchivePart... parts) {
        ArchiveWriter writer = new ArchiveWriter(new SimulatedSuite());
        List<Bytes> written = new ArrayList<>();
        for (ArchivePart part : parts) {
            written.add(writer.write(part));
        }
        written.add(writer.end());
        return join(written);
    }

    private static Bytes join(List<Bytes> all) {
        ByteBuffer joined =
                ByteBuffer.allocate(all.stream().mapToInt(Bytes::size).sum());
        all.forEach(bytes -> bytes.writeTo(joined));
        return Bytes.wrap(joined.array());
    }

    private static List<ArchivePart> read(Bytes archive, int chunk) throws MalformedException {
        ArchiveReader reader = new ArchiveReader(new SimulatedSuite());
        List<ArchivePart> parts = new ArrayList<>();
        for (int from = 0; from < archive.size(); from += chunk) {
            reader.add(archive.slice(from, Math.min(archive.size(), from + chunk)));
            for (Optional<ArchivePart> part = reader.next(); part.isPresent(); part = reader.next()) {
                parts.add(part.get());
            }
        }
        reader.end();
        return parts;
    }

    private static void assertRefused(Bytes archive, String because) {
        assertThatThrownBy(() -> read(archive, 1 << 20))
                .isInstanceOfSatisfying(
                        MalformedException.class,
                        refused -> assertThat(refused.reason()).contains(because));
    }

    @Test
    void what_is_written_is_read_however_it_comes() throws MalformedException {
        Bytes archive = archive(HEADER, LOG, ONE, OTHER);

        for (int chunk : new int[] {1, 2, 3, 7, 64, archive.size()}) {
            List<ArchivePart> parts = read(archive, chunk);
            assertThat(parts).startsWith(HEADER, LOG, ONE, OTHER).hasSize(5);
            assertThat(parts.get(4)).isInstanceOfSatisfying(ArchivePart.End.class, end -> {
                assertThat(end.operations()).isEqualTo(2);
                assertThat(end.packets()).isEqualTo(3);
            });
        }
    }

    @Test
    void what_is_cut_off_anywhere_is_refused() {
        Bytes archive = archive(HEADER, LOG, ONE, OTHER);

        for (int length = 0; length < archive.size(); length++) {
            assertRefused(archive.slice(0, length), "cut off");
        }
    }

    @Test
    void a_changed_byte_anywhere_is_refused() {
        byte[] archive = archive(HEADER, LOG, ONE, OTHER).toArray();

        for (int at = 0; at < archive.length; at++) {
            for (int flip : new int[] {1, 0x80, 0xff}) {
                byte[] changed = archive.clone();
                changed[at] ^= (byte) flip;
                assertThatThrownBy(() -> read(Bytes.wrap(changed), 1 << 20))
                        .as("byte %d", at)
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void something_behind_the_end_is_refused() {
        assertRefused(join(List.of(archive(HEADER, ONE), Bytes.utf8("x"))), "behind the end");
    }

    @Test
    void parts_in_another_order_are_refused() {
        assertRefused(archive(LOG), "another order");
        assertRefused(archive(), "another order");
        assertRefused(archive(HEADER, HEADER), "another order");
        assertRefused(archive(HEADER, ONE, LOG), "another order");
        assertRefused(archive(HEADER, OTHER, ONE), "another order");
        assertRefused(archive(BLOB), "another order");
        assertRefused(archive(HEADER, BLOB, ONE), "another order");
        assertRefused(archive(HEADER, ONE, CHUNK), "another order");
    }

    @Test
    void contents_come_behind_the_packets_each_with_its_chunks_or_fewer() throws MalformedException {
        assertThat(read(archive(HEADER, ONE, BLOB, CHUNK, LAST_CHUNK, BLOB, CHUNK), 100_000))
                .startsWith(HEADER, ONE, BLOB, CHUNK, LAST_CHUNK, BLOB, CHUNK)
                .hasSize(8);
        assertThat(read(archive(HEADER, BLOB), 64)).hasSize(3);
    }

    @Test
    void chunks_that_do_not_fit_the_blob_before_are_refused() {
        assertRefused(archive(HEADER, ONE, BLOB, LAST_CHUNK), "another order");
        assertRefused(archive(HEADER, ONE, BLOB, CHUNK, CHUNK), "another order");
        assertRefused(archive(HEADER, ONE, BLOB, CHUNK, LAST_CHUNK, LAST_CHUNK), "another order");
        assertRefused(archive(HEADER, ONE, BLOB, CHUNK, LAST_CHUNK, chunk(0)), "another order");
    }

    @Test
    void a_part_that_claims_an_impossible_length_is_refused_before_it_comes() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, ArchivePart.MAX_BYTES + 1, Integer.MAX_VALUE}) {
            Bytes front = Bytes.wrap(ByteBuffer.allocate(4).putInt(length).array());
            assertRefused(join(List.of(ArchiveWriter.MAGIC, front)), "impossible length");
        }
    }

    @Test
    void parts_with_nothing_or_too_much_in_them_are_refused() {
        for (int count : new int[] {0, ArchivePart.MAX_ITEMS + 1}) {
            CborWriter part = new CborWriter().writeArray(2).writeUnsigned(2).writeArray(count);
            for (int i = 0; i < count; i++) {
                part.writeBytes(ZEROS);
            }
            assertThatThrownBy(() -> ArchivePart.decode(part.toBytes())).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void every_part_fits_into_the_greatest_length() {
        Bytes packet = Bytes.wrap(new byte[Packet.MAX_BYTES]);

        assertThat(new ArchivePart.Run(FIRST, List.of(packet)).encode().size())
                .isLessThanOrEqualTo(ArchivePart.MAX_BYTES);
        BlobManifest longest = new BlobManifest(
                BlobManifest.MAX_BYTES, Bytes.wrap(new byte[BlobManifest.MAX_CHUNKS * BlobManifest.HASH_BYTES]));
        assertThat(new ArchivePart.Blob(longest).encode().size()).isLessThanOrEqualTo(ArchivePart.MAX_BYTES);
        assertThat(ArchivePart.MAX_BYTES).as("as docs/specs/archive.md says").isEqualTo(1_056_768);
    }
}
