// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void a_copy_does_not_follow_the_array_it_came_from() {
        byte[] array = {1, 2, 3};
        Bytes bytes = Bytes.copyOf(array);
        array[0] = 9;
        assertThat(bytes.hex()).isEqualTo("010203");
    }

    @Test
    void the_array_it_gives_out_is_a_copy() {
        Bytes bytes = Bytes.hex("010203");
        bytes.toArray()[0] = 9;
        assertThat(bytes.at(0)).isEqualTo((byte) 1);
    }

    @Test
    void a_buffer_is_copied_from_position_to_limit_and_stays_where_it_was() {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(6).put(Bytes.hex("000102030405").toArray());
        buffer.position(1).limit(4);
        assertThat(Bytes.copyOf(buffer).hex()).isEqualTo("010203");
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.remaining()).isEqualTo(3);
    }

    @Test
    void its_view_cannot_be_written_to() {
        ByteBuffer view = Bytes.hex("0102").buffer();
        assertThat(view.remaining()).isEqualTo(2);
        assertThatThrownBy(() -> view.put((byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(view.hasArray()).isFalse();
    }

    @Test
    void bytes_are_ordered_as_unsigned_numbers_and_a_beginning_comes_first() {
        assertThat(Bytes.hex("80")).isGreaterThan(Bytes.hex("7f"));
        assertThat(Bytes.hex("ff")).isGreaterThan(Bytes.hex("0100"));
        assertThat(Bytes.hex("01")).isLessThan(Bytes.hex("0100"));
        assertThat(Bytes.EMPTY).isLessThan(Bytes.hex("00"));
        assertThat(Bytes.hex("0102")).isEqualByComparingTo(Bytes.hex("0102"));
    }

    @Test
    void equal_contents_make_equal_values() {
        assertThat(Bytes.hex("0a0B")).isEqualTo(Bytes.wrap(new byte[] {10, 11})).hasSameHashCodeAs(Bytes.hex("0a0b"));
        assertThat(Bytes.hex("0a")).isNotEqualTo(Bytes.hex("0a00"));
        assertThat(Bytes.utf8("ü").hex()).isEqualTo("c3bc");
        assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
    }

    @Test
    void a_slice_has_the_bytes_between_two_places() {
        Bytes bytes = Bytes.hex("0001020304");
        assertThat(bytes.slice(1, 4).hex()).isEqualTo("010203");
        assertThat(bytes.slice(5, 5)).isEqualTo(Bytes.EMPTY);
        assertThat(bytes.slice(0, 5)).isSameAs(bytes);
        assertThatThrownBy(() -> bytes.slice(2, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.slice(3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void all_bytes_can_be_copied_fed_to_a_digest_and_put_into_a_buffer() throws Exception {
        Bytes bytes = Bytes.utf8("abc");
        byte[] target = new byte[5];
        bytes.copyTo(target, 1);
        assertThat(target).containsExactly(0, 'a', 'b', 'c', 0);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        bytes.update(digest);
        assertThat(Bytes.wrap(digest.digest()).hex()).startsWith("ba7816bf8f01cfea");
        ByteBuffer buffer = ByteBuffer.allocate(3);
        bytes.writeTo(buffer);
        assertThat(Bytes.wrap(buffer.array())).isEqualTo(bytes);
    }

    @Test
    void a_beginning_is_recognised() {
        assertThat(Bytes.hex("0102").startsWith(Bytes.hex("01"))).isTrue();
        assertThat(Bytes.hex("0102").startsWith(Bytes.EMPTY)).isTrue();
        assertThat(Bytes.hex("0102").startsWith(Bytes.hex("02"))).isFalse();
        assertThat(Bytes.hex("01").startsWith(Bytes.hex("0102"))).isFalse();
    }

    @Test
    void printing_shows_the_size_and_at_most_eight_bytes() {
        assertThat(Bytes.hex("0102")).hasToString("Bytes[2:0102]");
        assertThat(Bytes.wrap(new byte[1000])).hasToString("Bytes[1000:0000000000000000..]");
    }

    @Test
    void what_is_not_hexadecimal_is_refused() {
        assertThatThrownBy(() -> Bytes.hex("0g")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bytes.hex("012")).isInstanceOf(IllegalArgumentException.class);
    }
}
