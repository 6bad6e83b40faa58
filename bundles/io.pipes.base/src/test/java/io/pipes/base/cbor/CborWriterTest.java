// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CborWriterTest {
    @Test
    void bytes_may_come_from_anywhere() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1).limit(3);
        CborWriter out = new CborWriter(0)
                .writeBytes(Bytes.hex("0102"))
                .writeBytes(new byte[] {1, 2})
                .writeBytes(new byte[] {0, 1, 2, 3}, 1, 2)
                .writeBytes(buffer);
        assertThat(out.toBytes().hex()).isEqualTo("420102".repeat(4));
        assertThat(buffer.position()).isEqualTo(1);
    }

    @Test
    void the_result_can_be_copied_put_into_a_buffer_or_looked_at() {
        CborWriter out = new CborWriter().writeArray(2).writeUnsigned(1).writeText("a");
        ByteBuffer target = ByteBuffer.allocate(5);
        out.writeTo(target);
        assertThat(target.position()).isEqualTo(4);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("82016161"));
        assertThat(Bytes.copyOf(out.view())).isEqualTo(Bytes.hex("82016161"));
        assertThat(out.size()).isEqualTo(4);
        assertThatThrownBy(() -> out.writeTo(ByteBuffer.allocate(3))).isInstanceOf(BufferOverflowException.class);
    }

    @Test
    void a_writer_grows_and_can_be_used_again() {
        CborWriter out = new CborWriter(16);
        for (int i = 0; i < 3; i++) {
            out.reset()
                    .writeArray(3)
                    .writeBytes(new byte[100_000])
                    .writeText("x".repeat(70_000))
                    .writeLong(Long.MIN_VALUE);
            assertThat(out.size()).isEqualTo(1 + 5 + 100_000 + 5 + 70_000 + 9);
        }
        out.reset().writeArray(5);
        assertThat(out.reset().writeBool(true).toBytes()).isEqualTo(Bytes.hex("f5"));
    }

    @Test
    void an_encoded_item_counts_as_one() {
        CborWriter out =
                new CborWriter().writeArray(2).writeEncoded(Bytes.hex("820102")).writeNull();
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("82820102f6"));
    }

    @Test
    void keys_out_of_order_or_twice_are_the_callers_mistake() {
        assertThatThrownBy(() ->
                        new CborWriter().writeMap(2).writeLong(2).writeNull().writeLong(1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        new CborWriter().writeMap(2).writeText("a").writeNull().writeText("a"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        new CborWriter().writeMap(2).writeText("aa").writeNull().writeText("b"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keys_are_integers_and_strings_only() {
        assertThatThrownBy(() -> new CborWriter().writeMap(1).writeBool(true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().writeMap(1).writeNull()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().writeMap(1).writeArray(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().writeMap(1).writeEncoded(Bytes.hex("00")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_array_or_map_that_lacks_items_is_not_handed_out() {
        CborWriter array = new CborWriter().writeArray(2).writeNull();
        CborWriter map = new CborWriter().writeMap(1).writeLong(1);
        assertThatThrownBy(array::toByteArray).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(map::view).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> map.writeTo(ByteBuffer.allocate(9))).isInstanceOf(IllegalStateException.class);
        assertThat(array.writeNull().toBytes()).isEqualTo(Bytes.hex("82f6f6"));
    }

    @Test
    void what_the_reader_would_refuse_is_not_written() {
        CborWriter deep = new CborWriter();
        for (int i = 0; i < CborLimits.MAX_DEPTH; i++) {
            deep.writeArray(1);
        }
        assertThatThrownBy(() -> deep.writeArray(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().writeArray(4_097)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().writeMap(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().writeUnsigned(-1)).isInstanceOf(IllegalArgumentException.class);
        for (String broken : new String[] {"\ud800", "a\udc00", "\ud800x", "\udc00\ud800", "\ud800\ud800\udc00"}) {
            assertThatThrownBy(() -> new CborWriter().writeText(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
