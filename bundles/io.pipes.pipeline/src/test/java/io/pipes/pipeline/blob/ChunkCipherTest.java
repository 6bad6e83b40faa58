// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkCipherTest {
    private static final int REST = 1_000;
    private static final long SIZE = 2L * ChunkCipher.CONTENT_BYTES + REST;

    private final Pipes1Suite suite = new Pipes1Suite();
    private final SeededRandomness randomness = new SeededRandomness(1);
    private final Secret key = Secret.random(randomness, 32);
    private final byte[] content = randomness.bytes((int) SIZE);
    private final List<Bytes> chunks = seal(content);

    private List<Bytes> seal(byte[] whole) {
        ChunkCipher cipher = cipher(whole.length);
        ChunkSealer sealer = new ChunkSealer(suite.recordCipher(key));
        int count = ChunkCipher.chunks(whole.length);
        List<Bytes> made = new ArrayList<>();
        for (int i = 0, at = 0; i < count; at += cipher.length(i), i++) {
            byte[] piece = Arrays.copyOfRange(whole, at, at + cipher.length(i));
            made.add(sealer.seal(piece, piece.length, i == count - 1));
        }
        return made;
    }

    private ChunkCipher cipher(long size) {
        return new ChunkCipher(suite, new BlobReference(Bytes.EMPTY, size, key));
    }

    private void assertDoesNotOpen(long size, int index, Bytes chunk) {
        assertThatThrownBy(() -> cipher(size).open(index, chunk)).isInstanceOf(MalformedException.class);
    }

    @Test
    void what_was_sealed_opens_in_any_order() throws MalformedException {
        for (int index : new int[] {2, 0, 1, 0}) {
            int from = index * ChunkCipher.CONTENT_BYTES;
            assertThat(cipher(SIZE).open(index, chunks.get(index)).toArray())
                    .isEqualTo(Arrays.copyOfRange(
                            content, from, Math.min(content.length, from + ChunkCipher.CONTENT_BYTES)));
        }
        assertThat(chunks.get(0).size()).isEqualTo(BlobManifest.CHUNK_BYTES);
    }

    @Test
    void the_longest_content_makes_the_longest_blob() {
        assertThat(ChunkCipher.chunks(ContentSource.MAX_BYTES)).isEqualTo(BlobManifest.MAX_CHUNKS);
        assertThat(ChunkCipher.chunks(ContentSource.MAX_BYTES + 1)).isGreaterThan(BlobManifest.MAX_CHUNKS);
        assertThat(cipher(ContentSource.MAX_BYTES).length(BlobManifest.MAX_CHUNKS - 1))
                .isEqualTo(ChunkCipher.CONTENT_BYTES);
    }

    @Test
    void a_changed_chunk_does_not_open() {
        for (int at : new int[] {0, 1, BlobManifest.CHUNK_BYTES / 2, BlobManifest.CHUNK_BYTES - 1}) {
            byte[] changed = chunks.get(0).toArray();
            changed[at] ^= 1;
            assertDoesNotOpen(SIZE, 0, Bytes.wrap(changed));
        }
    }

    @Test
    void chunks_do_not_open_in_each_others_places() {
        assertDoesNotOpen(SIZE, 0, chunks.get(1));
        assertDoesNotOpen(SIZE, 1, chunks.get(0));
    }

    @Test
    void a_chunk_that_is_cut_or_longer_does_not_open() {
        Bytes last = chunks.get(2);
        assertDoesNotOpen(SIZE, 2, last.slice(0, last.size() - 1));
        assertDoesNotOpen(SIZE, 2, Bytes.wrap(Arrays.copyOf(last.toArray(), last.size() + 1)));
        assertDoesNotOpen(SIZE, 2, Bytes.EMPTY);
    }

    @Test
    void an_end_that_is_left_out_is_found_also_where_a_chunk_ends() throws MalformedException {
        long shorter = 2L * ChunkCipher.CONTENT_BYTES;

        assertThat(cipher(shorter).open(0, chunks.get(0))).isNotNull();
        assertDoesNotOpen(shorter, 1, chunks.get(1));
    }

    @Test
    void something_behind_the_end_is_found_also_where_a_chunk_ends() throws MalformedException {
        int whole = 2 * ChunkCipher.CONTENT_BYTES;
        List<Bytes> ending = seal(Arrays.copyOf(content, whole));

        assertThat(cipher(whole).open(1, ending.get(1))).isNotNull();
        assertDoesNotOpen(whole + 1L, 1, ending.get(1));
    }

    @Test
    void the_chunks_of_another_key_do_not_open() {
        ChunkCipher other = new ChunkCipher(suite, new BlobReference(Bytes.EMPTY, SIZE, Secret.random(randomness, 32)));

        assertThatThrownBy(() -> other.open(0, chunks.get(0))).isInstanceOf(MalformedException.class);
    }

    @Test
    void equal_contents_make_different_chunks_under_their_keys() {
        ChunkSealer other = new ChunkSealer(suite.recordCipher(Secret.random(randomness, 32)));

        assertThat(other.seal(content, ChunkCipher.CONTENT_BYTES, false)).isNotEqualTo(chunks.get(0));
    }
}
