// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborTrees.Pair;
import io.pipes.base.cbor.CborTrees.Pairs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another library thinks of the same bytes. It knows text and integer keys only, so those are compared as text. */
@Tag("long")
class CborDifferentialTest {
    private final CBORFactory jackson = new CBORFactory();

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void jackson_reads_what_we_write(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object tree = withPlainKeys(CborTrees.random(random, 4));
            assertThat(readByJackson(CborTrees.write(tree))).isEqualTo(keysAsText(tree));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void jackson_writes_the_same_bytes(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object tree = withPlainKeys(CborTrees.random(random, 4));
            assertThat(writtenByJackson(tree)).isEqualTo(CborTrees.write(tree));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void jackson_reads_the_same_from_whatever_we_accept(long seed) throws Exception {
        Random random = new Random(seed);
        int compared = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] encoded = CborRoundTripTest.mutated(random, CborTrees.write(CborTrees.random(random, 3)));
            Object ours;
            try {
                ours = CborTrees.read(encoded);
            } catch (MalformedException refused) {
                continue;
            }
            if (hasPlainKeys(ours)) {
                assertThat(readByJackson(encoded)).isEqualTo(keysAsText(ours));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    private @Nullable Object readByJackson(byte[] encoded) throws IOException {
        try (JsonParser in = jackson.createParser(encoded)) {
            in.nextToken();
            Object tree = value(in);
            assertThat(in.nextToken()).isNull();
            return tree;
        }
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_STRING -> in.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_EMBEDDED_OBJECT -> Bytes.copyOf(in.getBinaryValue());
            case START_ARRAY -> list(in);
            case START_OBJECT -> pairs(in);
            default -> throw new AssertionError("Unexpected " + in.currentToken());
        };
    }

    private static List<Object> list(JsonParser in) throws IOException {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(in));
        }
        return items;
    }

    private static Pairs pairs(JsonParser in) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            pairs.add(new Pair(key, value(in)));
        }
        return new Pairs(pairs);
    }

    private byte[] writtenByJackson(@Nullable Object tree) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = jackson.createGenerator(bytes)) {
            write(out, tree);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, @Nullable Object tree) throws IOException {
        if (tree == null) {
            out.writeNull();
        } else if (tree instanceof Long number) {
            out.writeNumber(number);
        } else if (tree instanceof Bytes bytes) {
            out.writeBinary(bytes.toArray());
        } else if (tree instanceof String text) {
            out.writeString(text);
        } else if (tree instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (tree instanceof List<?> list) {
            out.writeStartArray(list, list.size());
            for (Object item : list) {
                write(out, item);
            }
            out.writeEndArray();
        } else {
            write(out, (Pairs) tree);
        }
    }

    private static void write(JsonGenerator out, Pairs map) throws IOException {
        out.writeStartObject(map, map.pairs().size());
        for (Pair pair : map.pairs()) {
            if (pair.key() instanceof Long number) {
                out.writeFieldId(number);
            } else {
                out.writeFieldName((String) pair.key());
            }
            write(out, pair.value());
        }
        out.writeEndObject();
    }

    private static boolean hasPlainKeys(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().allMatch(CborDifferentialTest::hasPlainKeys);
        }
        return !(tree instanceof Pairs map)
                || map.pairs().stream().allMatch(pair -> !(pair.key() instanceof Bytes) && hasPlainKeys(pair.value()));
    }

    private static @Nullable Object withPlainKeys(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(withPlainKeys(item)));
            return items;
        }
        if (tree instanceof Pairs map) {
            return new Pairs(map.pairs().stream()
                    .filter(pair -> !(pair.key() instanceof Bytes))
                    .map(pair -> new Pair(pair.key(), withPlainKeys(pair.value())))
                    .toList());
        }
        return tree;
    }

    private static @Nullable Object keysAsText(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(keysAsText(item)));
            return items;
        }
        if (tree instanceof Pairs map) {
            return new Pairs(map.pairs().stream()
                    .map(pair -> new Pair(pair.key().toString(), keysAsText(pair.value())))
                    .toList());
        }
        return tree;
    }
}
