// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborStrictnessTest {
    private static final int CAP = 300;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000",
                        "1b00000000ffffffff", "3817",
                "3900ff", "3a0000ffff", "3b00000000ffffffff", "5800", "5817" + "00", "590000", "5a00000000",
                        "5b0000000000000000", "7800",
                "790000", "9800", "990000", "9a00000000", "9b0000000000000000", "b800", "b90000", "ba00000000",
                        "bb0000000000000000"
            })
    void a_number_that_is_not_in_its_shortest_form_is_refused(String encoded) {
        assertRefused(encoded, "number is not in its shortest form");
    }

    @Test
    void the_first_number_that_needs_each_form_is_accepted() throws Exception {
        long[] numbers = {23, 24, 255, 256, 65_535, 65_536, 0xffff_ffffL, 0x1_0000_0000L, Long.MAX_VALUE};
        int[] sizes = {1, 2, 2, 3, 3, 5, 5, 9, 9};
        for (int i = 0; i < numbers.length; i++) {
            byte[] encoded = new CborWriter().writeLong(numbers[i]).toByteArray();
            assertThat(encoded).hasSize(sizes[i]);
            assertThat(new CborReader(encoded).readUnsigned(Long.MAX_VALUE)).isEqualTo(numbers[i]);
            byte[] negative = new CborWriter().writeLong(~numbers[i]).toByteArray();
            assertThat(negative).hasSize(sizes[i]);
            assertThat(new CborReader(negative).readLong(Long.MIN_VALUE, 0)).isEqualTo(~numbers[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000", "3bffffffffffffffff"})
    void numbers_end_where_those_of_java_do(String encoded) {
        assertRefused(encoded, "number above 2^63-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {28, 29, 30, 31})
    void reserved_and_indefinite_lengths_are_refused(int info) {
        for (int major = 0; major < 6; major++) {
            byte[] encoded = new byte[64];
            encoded[0] = (byte) (major << 5 | info);
            assertRefused(encoded);
        }
    }

    @Test
    void every_first_byte_is_either_one_item_or_refused() {
        for (int first = 0; first < 256; first++) {
            byte[] encoded = {(byte) first};
            boolean item = first <= 0x17
                    || first >= 0x20 && first <= 0x37
                    || first == 0x40
                    || first == 0x60
                    || first == 0x80
                    || first == 0xa0
                    || first >= 0xf4 && first <= 0xf6;
            if (item) {
                assertThatCode(() -> CborTrees.read(encoded)).doesNotThrowAnyException();
            } else {
                assertRefused(encoded);
            }
        }
    }

    @Test
    void an_encoding_cut_off_anywhere_is_refused() {
        byte[] whole = Bytes.hex("a5" + "1903e8" + "1b000000e8d4a51000" + "3863" + "4401020304" + "4101" + "63e6b0b4"
                        + "626162" + "83f4f5f6" + "63616263" + "a10102")
                .toArray();
        assertThatCode(() -> CborTrees.read(whole)).doesNotThrowAnyException();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void strings_are_accepted_up_to_the_cap_and_not_beyond() throws Exception {
        for (int length : new int[] {0, 1, CAP - 1, CAP}) {
            byte[] bytes = new CborWriter().writeBytes(new byte[length]).toByteArray();
            assertThat(new CborReader(bytes).readBytes(CAP).size()).isEqualTo(length);
            assertThat(new CborReader(bytes).readView(CAP).remaining()).isEqualTo(length);
            byte[] text = new CborWriter().writeText("x".repeat(length)).toByteArray();
            assertThat(new CborReader(text).readText(CAP)).hasSize(length);
        }
        byte[] bytes = new CborWriter().writeBytes(new byte[CAP + 1]).toByteArray();
        byte[] text = new CborWriter().writeText("x".repeat(CAP + 1)).toByteArray();
        assertMalformed(() -> new CborReader(bytes).readBytes(CAP), "string is not of an allowed length");
        assertMalformed(() -> new CborReader(bytes).readView(CAP), "string is not of an allowed length");
        assertMalformed(() -> new CborReader(text).readText(CAP), "string is not of an allowed length");
    }

    @Test
    void arrays_and_maps_are_accepted_up_to_the_cap_and_not_beyond() throws Exception {
        for (int count : new int[] {0, 1, CAP - 1, CAP}) {
            assertThat(new CborReader(array(count)).readArray(CAP)).isEqualTo(count);
            assertThat(new CborReader(map(count)).readMap(CAP)).isEqualTo(count);
        }
        assertMalformed(() -> new CborReader(array(CAP + 1)).readArray(CAP), "array or map is not of an allowed size");
        assertMalformed(() -> new CborReader(map(CAP + 1)).readMap(CAP), "array or map is not of an allowed size");
        assertMalformed(() -> new CborReader(array(2)).readArrayExactly(3), "array or map is not of an allowed size");
        assertMalformed(() -> new CborReader(array(4)).readArrayExactly(3), "array or map is not of an allowed size");
    }

    @Test
    void nobody_gets_more_than_4096_items_whatever_cap_they_ask_for() throws Exception {
        assertThat(new CborReader(array(4_096)).readArray(Integer.MAX_VALUE)).isEqualTo(4_096);
        assertThat(new CborReader(map(4_096)).readMap(Integer.MAX_VALUE)).isEqualTo(4_096);
        byte[] array = HexFormat.of().parseHex("991001" + "00".repeat(4_097));
        byte[] map = HexFormat.of().parseHex("b91001" + "00".repeat(2 * 4_097));
        assertMalformed(
                () -> new CborReader(array).readArray(Integer.MAX_VALUE), "array or map is not of an allowed size");
        assertMalformed(() -> new CborReader(map).readMap(Integer.MAX_VALUE), "array or map is not of an allowed size");
        assertRefused(array);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1819",
                "1901ff",
                "19ffff",
                "1a00010000",
                "1a7fffffff",
                "1a80000000",
                "1affffffff",
                "1b0000000100000000",
                "1b7fffffffffffffff",
                "1b8000000000000000",
                "1bffffffffffffffff"
            })
    void a_declared_length_far_above_the_bytes_present_is_refused_and_allocates_nothing(String head) {
        for (int major = 2; major < 6; major++) {
            byte[] encoded = HexFormat.of().parseHex(head + "0000");
            encoded[0] |= (byte) (major << 5);
            assertThat(allocatedBy(() -> assertRefused(encoded))).isLessThan(64 * 1024L);
        }
    }

    @Test
    void numbers_are_accepted_from_the_least_to_the_most() throws Exception {
        assertThat(new CborReader(number(-5)).readLong(-5, 7)).isEqualTo(-5);
        assertThat(new CborReader(number(7)).readInt(-5, 7)).isEqualTo(7);
        assertMalformed(() -> new CborReader(number(-6)).readLong(-5, 7), "integer is out of range");
        assertMalformed(() -> new CborReader(number(8)).readInt(-5, 7), "integer is out of range");
        assertMalformed(() -> new CborReader(number(-1)).readUnsigned(7), "integer is out of range");
        assertMalformed(
                () -> new CborReader(number(1L << 31)).readInt(0, Integer.MAX_VALUE), "integer is out of range");
        assertMalformed(() -> new CborReader(number((1L << 32) + 1)).readInt(0, 7), "integer is out of range");
        assertThat(new CborReader(number(Long.MIN_VALUE)).readLong(Long.MIN_VALUE, 0))
                .isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a2 01 00 01 00",
                "a2 02 00 01 00",
                "a2 20 00 01 00",
                "a2 6162 00 6161 00",
                "a2 6161 00 6161 00",
                "a2 626161 00 6162 00",
                "a2 6161 00 01 00",
                "a2 1818 00 17 00",
                "a2 4101 00 4100 00",
                "a2 40 00 40 00",
                "a3 01 00 03 00 02 00",
                "81 a2 02 00 01 00",
                "a1 01 a2 02 00 01 00",
                "a2 03 a1 09 00 02 00"
            })
    void keys_out_of_order_or_twice_are_refused(String spaced) {
        assertRefused(spaced.replace(" ", ""), "keys are not sorted and unique");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a3 01 00 02 00 03 00",
                "a2 01 00 20 00",
                "a2 17 00 1818 00",
                "a2 40 00 60 00",
                "a2 6161 00 626161 00",
                "a2 6162 00 626161 00",
                "a2 03 a1 01 00 04 00",
                "a2 01 a2 05 00 06 00 02 00",
                "82 a1 05 00 a1 01 00"
            })
    void keys_in_order_are_accepted_and_each_map_has_an_order_of_its_own(String spaced) {
        byte[] encoded = HexFormat.of().parseHex(spaced.replace(" ", ""));
        assertThatCode(() -> CborTrees.read(encoded)).doesNotThrowAnyException();
        assertThatCode(() -> new CborReader(encoded).skip()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1f400", "a1f500", "a1f600", "a18000", "a1a000", "a2010080f6"})
    void keys_are_integers_and_strings_only(String encoded) {
        assertRefused(encoded, "key is neither an integer nor a string");
    }

    @Test
    void nesting_goes_sixteen_deep_and_not_deeper() {
        assertThatCode(() -> CborTrees.read(HexFormat.of().parseHex("81".repeat(15) + "80")))
                .doesNotThrowAnyException();
        assertThatCode(() -> CborTrees.read(HexFormat.of().parseHex("a101".repeat(15) + "a0")))
                .doesNotThrowAnyException();
        assertRefused("81".repeat(16) + "80", "nested too deeply");
        assertRefused("a101".repeat(16) + "a0", "nested too deeply");
        assertRefused("81".repeat(1_000_000) + "80", "nested too deeply");
    }

    @Test
    void full_containers_do_not_count_as_depth() {
        byte[] manyBesideEachOther = HexFormat.of().parseHex("990100" + "8180".repeat(256));
        assertThatCode(() -> CborTrees.read(manyBesideEachOther)).doesNotThrowAnyException();
        assertThatCode(() -> new CborReader(manyBesideEachOther).skip()).doesNotThrowAnyException();
    }

    @Test
    void bytes_behind_the_end_are_refused() throws Exception {
        CborReader in = new CborReader(new byte[] {0, 0});
        in.readUnsigned(0);
        assertMalformed(in::end, "bytes behind the end");
        in.readUnsigned(0);
        assertThatCode(in::end).doesNotThrowAnyException();
    }

    @Test
    void an_array_that_is_not_read_to_its_end_is_noticed() throws Exception {
        CborReader in = new CborReader(HexFormat.of().parseHex("8200"));
        assertMalformed(() -> in.readArray(2), "ends early");
        CborReader other = new CborReader(HexFormat.of().parseHex("820000"));
        other.readArray(2);
        other.readUnsigned(0);
        assertMalformed(other::end, "array or map is not read to its end");
    }

    @Test
    void the_wrong_type_is_refused_by_every_method() {
        for (String encoded : new String[] {"00", "20", "40", "60", "80", "a0", "f4", "f6"}) {
            CborReader in = new CborReader(HexFormat.of().parseHex(encoded));
            String type = encoded.equals("20") ? "00" : encoded;
            assertOnlyFor("00", type, in, () -> in.readLong(Long.MIN_VALUE, Long.MAX_VALUE));
            assertOnlyFor("40", type, in, () -> in.readBytes(9));
            assertOnlyFor("60", type, in, () -> in.readText(9));
            assertOnlyFor("80", type, in, () -> in.readArray(9));
            assertOnlyFor("a0", type, in, () -> in.readMap(9));
            assertOnlyFor("f4", type, in, in::readBool);
            assertOnlyFor("f6", type, in, in::readNull);
        }
    }

    @Test
    void a_senseless_cap_is_the_callers_mistake() {
        CborReader in = new CborReader(new byte[] {0});
        assertThatThrownBy(() -> in.readBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.readArray(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.readLong(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.readEncoded(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertOnlyFor(String right, String type, CborReader in, ThrowingCallable read) {
        in.reset(ByteBuffer.wrap(HexFormat.of().parseHex(type)));
        if (type.equals(right)) {
            assertThatCode(read).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(read).isInstanceOf(MalformedException.class);
        }
    }

    private static void assertRefused(String encoded, String reason) {
        byte[] bytes = HexFormat.of().parseHex(encoded);
        assertMalformed(() -> CborTrees.read(bytes), reason);
        assertMalformed(() -> new CborReader(bytes).skip(), reason);
        assertMalformed(() -> new CborReader(bytes).readEncoded(Integer.MAX_VALUE), reason);
    }

    private static void assertRefused(byte[] encoded) {
        assertThatThrownBy(() -> CborTrees.read(encoded)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new CborReader(encoded).skip()).isInstanceOf(MalformedException.class);
    }

    private static void assertMalformed(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(MalformedException.class).hasMessage(reason);
    }

    private static byte[] array(int count) {
        CborWriter out = new CborWriter().writeArray(count);
        for (int i = 0; i < count; i++) {
            out.writeLong(i);
        }
        return out.toByteArray();
    }

    private static byte[] map(int count) {
        CborWriter out = new CborWriter().writeMap(count);
        for (int i = 0; i < count; i++) {
            out.writeLong(i).writeNull();
        }
        return out.toByteArray();
    }

    private static byte[] number(long value) {
        return new CborWriter().writeLong(value).toByteArray();
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
