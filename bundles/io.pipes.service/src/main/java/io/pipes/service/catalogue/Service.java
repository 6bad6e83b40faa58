// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.api.pipeline.Metadata;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.LocalServices;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node says about one of its services. A CBOR map: 1 is the name, 2 the kind, 3 the metadata, a list of keys and values in turn;
 * other keys, which a newer version may write (such as who may use it), are passed over.
 *
 * @param kind how it is used: {@link #CALL}, or something that this version does not know
 */
public record Service(String name, int kind, SortedMap<String, String> metadata) {
    /** Requests with answers. */
    public static final int CALL = 0;

    static final int MAX_NAME = 64;

    private static final int MAX_KIND = 255;
    private static final int MAX_KEYS = 16;
    private static final int NAME = 1;
    private static final int KIND = 2;
    private static final int METADATA = 3;

    public Service {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** Whether a text may be the name of a service: 1 to 64 characters of {@code a-z 0-9 . _ -}. */
    public static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.chars()
                        .allMatch(
                                c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-');
    }

    /** Whether this may be said about a service. */
    public static boolean isMetadata(Map<String, String> metadata) {
        return metadata.size() <= LocalServices.MAX_METADATA
                && metadata.entrySet().stream()
                        .allMatch(entry -> Metadata.isKey(entry.getKey()) && Metadata.isValue(entry.getValue()));
    }

    void write(CborWriter out) {
        out.writeMap(metadata.isEmpty() ? 2 : 3);
        out.writeUnsigned(NAME).writeText(name).writeUnsigned(KIND).writeUnsigned(kind);
        if (!metadata.isEmpty()) {
            out.writeUnsigned(METADATA).writeArray(2 * metadata.size());
            metadata.forEach((key, value) -> out.writeText(key).writeText(value));
        }
    }

    static Service read(CborReader in) throws MalformedException {
        String name = "";
        int kind = CALL;
        SortedMap<String, String> metadata = new TreeMap<>();
        int keys = in.readMap(MAX_KEYS);
        for (int i = 0; i < keys; i++) {
            switch (in.readInt(0, MAX_KIND)) {
                case NAME -> name = in.readText(MAX_NAME);
                case KIND -> kind = in.readInt(0, MAX_KIND);
                case METADATA -> metadata = readMetadata(in);
                default -> in.skip();
            }
        }
        if (!isName(name)) {
            throw new MalformedException("service has no name");
        }
        return new Service(name, kind, metadata);
    }

    private static SortedMap<String, String> readMetadata(CborReader in) throws MalformedException {
        int texts = in.readArray(2 * LocalServices.MAX_METADATA);
        if (texts % 2 != 0) {
            throw new MalformedException("metadata has a key without a value");
        }
        SortedMap<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < texts; i += 2) {
            String key = in.readText(Metadata.MAX_KEY_LENGTH);
            String value = in.readText(Metadata.MAX_VALUE_BYTES);
            boolean inOrder = metadata.isEmpty() || key.compareTo(metadata.lastKey()) > 0;
            if (!inOrder || !Metadata.isKey(key) || !Metadata.isValue(value)) {
                throw new MalformedException("metadata is not in order, or not printable");
            }
            metadata.put(key, value);
        }
        return metadata;
    }
}
