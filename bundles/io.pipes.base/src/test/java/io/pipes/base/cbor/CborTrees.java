// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whole values for tests: {@code Long}, {@link Bytes}, {@code String}, {@code Boolean}, {@code null}, {@code List}, and {@link Pairs} for
 * a map, in the order of its encoding.
 */
final class CborTrees {
    record Pair(Object key, @Nullable Object value) {}

    record Pairs(List<Pair> pairs) {}

    private CborTrees() {}

    static @Nullable Object read(byte[] encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        Object tree = read(in);
        in.end();
        return tree;
    }

    static @Nullable Object read(CborReader in) throws MalformedException {
        return switch (in.peekType()) {
            case INTEGER -> in.readLong(Long.MIN_VALUE, Long.MAX_VALUE);
            case BYTES -> in.readBytes(Integer.MAX_VALUE);
            case TEXT -> in.readText(Integer.MAX_VALUE);
            case BOOL -> in.readBool();
            case NULL -> {
                in.readNull();
                yield null;
            }
            case ARRAY -> readList(in);
            case MAP -> readPairs(in);
        };
    }

    private static List<Object> readList(CborReader in) throws MalformedException {
        int count = in.readArray(CborLimits.MAX_ITEMS);
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(read(in));
        }
        return items;
    }

    private static Pairs readPairs(CborReader in) throws MalformedException {
        int count = in.readMap(CborLimits.MAX_ITEMS);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(new Pair(read(in), read(in)));
        }
        return new Pairs(pairs);
    }

    static byte[] write(@Nullable Object tree) {
        CborWriter out = new CborWriter();
        write(out, tree);
        return out.toByteArray();
    }

    static void write(CborWriter out, @Nullable Object tree) {
        if (tree == null) {
            out.writeNull();
        } else if (tree instanceof Long number) {
            out.writeLong(number);
        } else if (tree instanceof Bytes bytes) {
            out.writeBytes(bytes);
        } else if (tree instanceof String text) {
            out.writeText(text);
        } else if (tree instanceof Boolean bool) {
            out.writeBool(bool);
        } else if (tree instanceof List<?> list) {
            out.writeArray(list.size());
            list.forEach(item -> write(out, item));
        } else {
            List<Pair> pairs = ((Pairs) tree).pairs();
            out.writeMap(pairs.size());
            pairs.forEach(pair -> {
                write(out, pair.key());
                write(out, pair.value());
            });
        }
    }

    static @Nullable Object random(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 9 : 7);
        return switch (kind) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 7 -> randomList(random, depth);
            case 8 -> randomPairs(random, depth);
            default -> randomScalar(random);
        };
    }

    private static Object randomScalar(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextLong() >> random.nextInt(64);
            case 1 -> randomBytes(random);
            default -> randomText(random);
        };
    }

    private static Bytes randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(70_000) : random.nextInt(40)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(30); left > 0; left--) {
            int bits = random.nextInt(22);
            int point = Math.min(random.nextInt(1 << bits), Character.MAX_CODE_POINT);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 'x' : point);
        }
        return text.toString();
    }

    private static List<Object> randomList(Random random, int depth) {
        List<Object> items = new ArrayList<>();
        for (int left = random.nextInt(random.nextInt(10) == 0 ? 300 : 6); left > 0; left--) {
            items.add(random(random, depth - 1));
        }
        return items;
    }

    /** Sorted without the help of the codec that is under test: by comparing the encodings of the single keys. */
    private static Pairs randomPairs(Random random, int depth) {
        Map<ByteBuffer, Pair> pairs = new TreeMap<>(CborTrees::compareUnsigned);
        for (int left = random.nextInt(8); left > 0; left--) {
            Object key = randomScalar(random);
            pairs.put(ByteBuffer.wrap(write(key)), new Pair(key, random(random, depth - 1)));
        }
        return new Pairs(new ArrayList<>(pairs.values()));
    }

    private static int compareUnsigned(ByteBuffer one, ByteBuffer other) {
        return Arrays.compareUnsigned(one.array(), other.array());
    }
}
