// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborTrees.Pair;
import io.pipes.base.cbor.CborTrees.Pairs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8949 appendix A, as far as it is within our profile; the rest must be refused. */
class CborRfcVectorsTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("00", 0L),
                Arguments.of("01", 1L),
                Arguments.of("0a", 10L),
                Arguments.of("17", 23L),
                Arguments.of("1818", 24L),
                Arguments.of("1819", 25L),
                Arguments.of("1864", 100L),
                Arguments.of("1903e8", 1000L),
                Arguments.of("1a000f4240", 1000000L),
                Arguments.of("1b000000e8d4a51000", 1000000000000L),
                Arguments.of("20", -1L),
                Arguments.of("29", -10L),
                Arguments.of("3863", -100L),
                Arguments.of("3903e7", -1000L),
                Arguments.of("f4", false),
                Arguments.of("f5", true),
                Arguments.of("f6", null),
                Arguments.of("40", Bytes.EMPTY),
                Arguments.of("4401020304", Bytes.hex("01020304")),
                Arguments.of("60", ""),
                Arguments.of("6161", "a"),
                Arguments.of("6449455446", "IETF"),
                Arguments.of("62225c", "\"\\"),
                Arguments.of("62c3bc", "\u00fc"),
                Arguments.of("63e6b0b4", "\u6c34"),
                Arguments.of("64f0908591", "\ud800\udd51"),
                Arguments.of("80", List.of()),
                Arguments.of("83010203", List.of(1L, 2L, 3L)),
                Arguments.of("8301820203820405", List.of(1L, List.of(2L, 3L), List.of(4L, 5L))),
                Arguments.of(
                        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                        LongStream.rangeClosed(1, 25).boxed().toList()),
                Arguments.of("a0", pairs()),
                Arguments.of("a201020304", pairs(1L, 2L, 3L, 4L)),
                Arguments.of("a26161016162820203", pairs("a", 1L, "b", List.of(2L, 3L))),
                Arguments.of("826161a161626163", Arrays.asList("a", pairs("b", "c"))),
                Arguments.of(
                        "a56161614161626142616361436164614461656145",
                        pairs("a", "A", "b", "B", "c", "C", "d", "D", "e", "E")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_is_read_and_written(String encoded, Object value) throws Exception {
        assertThat(CborTrees.read(Bytes.hex(encoded).toArray())).isEqualTo(value);
        assertThat(Bytes.wrap(CborTrees.write(value)).hex()).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // above 2^63-1 and below -2^63, as the profile ends there
                "1bffffffffffffffff",
                "3bffffffffffffffff",
                "1b8000000000000000",
                "3b8000000000000000",
                // big numbers, floats, undefined, simple values, tags
                "c249010000000000000000",
                "f90000",
                "f97e00",
                "fa47c35000",
                "fb3ff199999999999a",
                "f7",
                "f0",
                "f8ff",
                "c074323031332d30332d32315432303a30343a30305a",
                "c11a514b67b0",
                "d74401020304",
                "d818456449455446",
                // indefinite lengths
                "5f42010243030405ff",
                "7f657374726561646d696e67ff",
                "9fff",
                "9f018202039f0405ffff",
                "83019f0203ff820405",
                "bf61610161629f0203ffff",
                "826161bf61626163ff",
                "ff"
            })
    void an_example_outside_our_profile_is_refused(String encoded) {
        byte[] bytes = Bytes.hex(encoded).toArray();
        assertThatThrownBy(() -> CborTrees.read(bytes)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new CborReader(bytes).skip()).isInstanceOf(MalformedException.class);
    }

    private static Pairs pairs(Object... keysAndValues) {
        return new Pairs(IntStream.range(0, keysAndValues.length / 2)
                .mapToObj(i -> new Pair(keysAndValues[2 * i], keysAndValues[2 * i + 1]))
                .toList());
    }
}
