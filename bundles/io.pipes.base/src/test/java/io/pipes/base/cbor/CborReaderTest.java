// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class CborReaderTest {
    @Test
    void any_buffer_is_read_from_position_to_limit_and_stays_where_it_was() throws Exception {
        byte[] encoded = Bytes.hex("ffff" + "831903e842abcd6161" + "ffff").toArray();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(encoded.length).put(encoded).clear();
        ByteBuffer heap = ByteBuffer.wrap(encoded);
        ByteBuffer little = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteBuffer buffer : new ByteBuffer[] {direct, heap, heap.asReadOnlyBuffer(), little}) {
            buffer.position(2).limit(encoded.length - 2);
            CborReader in = new CborReader(buffer);
            in.readArrayExactly(3);
            assertThat(in.readUnsigned(1000)).isEqualTo(1000);
            assertThat(in.readBytes(2)).isEqualTo(Bytes.hex("abcd"));
            assertThat(in.readText(1)).isEqualTo("a");
            in.end();
            assertThat(buffer.position()).isEqualTo(2);
        }
    }

    @Test
    void a_view_shows_the_bytes_without_a_copy_and_cannot_be_written_to() throws Exception {
        byte[] encoded = Bytes.hex("42abcd").toArray();
        ByteBuffer view = new CborReader(encoded).readView(2);
        assertThat(Bytes.copyOf(view)).isEqualTo(Bytes.hex("abcd"));
        encoded[1] = 0;
        assertThat(Bytes.copyOf(view)).isEqualTo(Bytes.hex("00cd"));
        assertThatThrownBy(() -> view.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void an_encoded_item_is_taken_out_as_it_is() throws Exception {
        CborReader in = new CborReader(Bytes.hex("83" + "8201a10203" + "00" + "6161"));
        in.readArrayExactly(3);
        assertThat(in.readEncoded(5)).isEqualTo(Bytes.hex("8201a10203"));
        assertThat(in.readUnsigned(0)).isZero();
        assertThat(in.readEncoded(2)).isEqualTo(Bytes.hex("6161"));
        in.end();
    }

    @Test
    void an_encoded_item_above_the_cap_is_refused() {
        assertThatThrownBy(() -> new CborReader(Bytes.hex("8201a10203")).readEncoded(4))
                .isInstanceOf(MalformedException.class)
                .hasMessage("item is longer than allowed");
    }

    @Test
    void skipping_goes_over_one_item_with_all_that_is_in_it() throws Exception {
        CborReader in = new CborReader(Bytes.hex("a3" + "01" + "8280a10203" + "02" + "80" + "03" + "f5"));
        assertThat(in.readMap(3)).isEqualTo(3);
        assertThat(in.readUnsigned(3)).isEqualTo(1);
        in.skip();
        assertThat(in.readUnsigned(3)).isEqualTo(2);
        in.skip();
        assertThat(in.readUnsigned(3)).isEqualTo(3);
        assertThat(in.readBool()).isTrue();
        in.end();
    }

    @Test
    void skipped_keys_take_part_in_the_order() throws Exception {
        CborReader in = new CborReader(Bytes.hex("a2" + "0200" + "0100"));
        in.readMap(2);
        in.skip();
        in.skip();
        assertThatThrownBy(in::skip).isInstanceOf(MalformedException.class);
    }

    @Test
    void null_can_be_tried_for() throws Exception {
        CborReader in = new CborReader(Bytes.hex("82f605"));
        in.readArrayExactly(2);
        assertThat(in.skipNull()).isTrue();
        assertThat(in.skipNull()).isFalse();
        assertThat(in.readUnsigned(5)).isEqualTo(5);
        in.end();
    }

    @Test
    void several_items_may_follow_each_other() throws Exception {
        CborReader in = new CborReader(Bytes.hex("0180f4"));
        assertThat(in.peekType()).isEqualTo(CborType.INTEGER);
        assertThat(in.readUnsigned(1)).isEqualTo(1);
        assertThat(in.readArray(0)).isZero();
        assertThat(in.atEnd()).isFalse();
        assertThat(in.position()).isEqualTo(2);
        assertThat(in.readBool()).isFalse();
        assertThat(in.atEnd()).isTrue();
        in.end();
    }

    @Test
    void after_a_reset_nothing_of_before_is_left() throws Exception {
        CborReader in = new CborReader(Bytes.hex("a20500"));
        assertThatThrownBy(() -> in.readMap(9)).isInstanceOf(MalformedException.class);
        in.reset(ByteBuffer.wrap(Bytes.hex("a10100").toArray()));
        assertThat(in.readMap(1)).isEqualTo(1);
        in.skip();
        in.skip();
        in.end();
    }
}
