// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final LogRecord RECORD = new LogRecord.Entries(List.of(
            new LogEntry(7, "members", Bytes.utf8("a"), Bytes.utf8("a known plaintext")),
            new LogEntry(8, "members", Bytes.utf8("b"), null)));

    private final RecordCodec codec = codec("store-1", 0);

    private static RecordCodec codec(String store, int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return new RecordCodec(store, new Pipes1Suite().valueCipher(Secret.copyOf(bytes), new SeededRandomness(1)));
    }

    private ByteBuffer encode(long segment, int group) {
        GroupBuffer buffer = new GroupBuffer();
        codec.encode(RECORD, false, segment, group, buffer);
        return buffer.written();
    }

    @Test
    void a_record_opens_where_it_was_written_and_nowhere_else() throws MalformedException {
        ByteBuffer bytes = encode(3, 500);

        assertThat(codec.decode(3, 500, bytes, 0)).isEqualTo(RECORD);
        refused(codec, 4, 500, bytes);
        refused(codec, 3, 501, bytes);
        refused(codec("store-2", 0), 3, 500, bytes);
        refused(codec("store-1", 1), 3, 500, bytes);
    }

    private static void refused(RecordCodec reader, long segment, int offset, ByteBuffer bytes) {
        assertThatThrownBy(() -> reader.decode(segment, offset, bytes, 0)).isInstanceOf(MalformedException.class);
    }

    @Test
    void nothing_can_be_read_without_the_key() {
        ByteBuffer bytes = encode(3, 500);
        byte[] written = new byte[bytes.remaining()];
        bytes.get(written);

        assertThat(new String(written, StandardCharsets.ISO_8859_1))
                .doesNotContain("known")
                .doesNotContain("members");
    }

    @Test
    void every_flipped_bit_is_noticed() {
        ByteBuffer bytes = encode(3, 500);
        for (int bit = 0; bit < bytes.limit() * Byte.SIZE; bit++) {
            flip(bytes, bit);
            refused(codec, 3, 500, bytes);
            flip(bytes, bit);
        }
    }

    @Test
    void a_header_that_was_changed_with_its_checksum_does_not_open_either() {
        ByteBuffer bytes = encode(3, 500);
        for (int index : new int[] {5, 15}) {
            ByteBuffer changed = ByteBuffer.allocate(bytes.limit()).put(bytes.duplicate());
            changed.flip().put(index, (byte) (bytes.get(index) ^ 1));
            changed.putInt(16, RecordHeader.checksum(changed, 0, 16));

            assertThat(RecordHeader.at(changed, 0)).as("byte %s", index).isNotNull();
            refused(codec, 3, 500, changed);
        }
    }

    @Test
    void a_length_beyond_the_limit_is_not_believed() {
        ByteBuffer bytes = encode(3, 500);
        for (int length : new int[] {-1, RecordHeader.MAX_BODY + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            bytes.putInt(8, length);
            bytes.putInt(16, RecordHeader.checksum(bytes, 0, 16));
            assertThat(RecordHeader.at(bytes, 0)).as("length %s", length).isNull();
        }
    }

    @Test
    void whatever_bytes_a_body_has_it_is_read_or_refused() {
        SeededRandomness randomness = new SeededRandomness(1);
        Bytes good = RecordBody.encode(RECORD);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = randomness.chance(0.5) ? good.toArray() : randomness.bytes(randomness.nextInt(80));
            for (int changes = randomness.nextInt(4); changes > 0 && body.length > 0; changes--) {
                body[randomness.nextInt(body.length)] = (byte) randomness.nextInt(256);
            }
            RecordKind kind = RecordKind.values()[randomness.nextInt(RecordKind.values().length)];
            try {
                LogRecord read = RecordBody.decode(kind, Bytes.wrap(body));
                assertThat(RecordBody.encode(read)).isEqualTo(Bytes.wrap(body.clone()));
            } catch (MalformedException expected) {
                assertThat(expected.reason()).isNotEmpty();
            }
        }
    }

    private static void flip(ByteBuffer bytes, int bit) {
        int index = bit / Byte.SIZE;
        bytes.put(index, (byte) (bytes.get(index) ^ 1 << bit % Byte.SIZE));
    }
}
