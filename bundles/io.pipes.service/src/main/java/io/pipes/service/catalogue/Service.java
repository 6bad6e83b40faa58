// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.api.pipeline.Metadata;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.LocalServices;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node says about one of its services. A CBOR map: 1 is the name, 2 the kind, 3 the metadata, a list of keys and values in turn, 4
 * who may use it, left out when all members may; other keys, which a newer version may write, are passed over.
 *
 * @param kindCode of a kind of {@link ServiceKind}, or of one that this version does not know
 */
public record Service(String name, int kindCode, SortedMap<String, String> metadata, Access access) {
    static final int MAX_NAME = 64;

    private static final int MAX_KIND = 255;
    private static final int MAX_KEYS = 16;
    private static final int NAME = 1;
    private static final int KIND = 2;
    private static final int METADATA = 3;
    private static final int ACCESS = 4;

    public Service {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** Something that all members may call. */
    public static Service called(String name, SortedMap<String, String> metadata) {
        return new Service(name, ServiceKind.CALL.code(), metadata, Access.EVERYBODY);
    }

    /** Empty for one that this version does not know: it is passed on, and nobody is shown it. */
    public Optional<ServiceKind> kind() {
        return ServiceKind.ofCode(kindCode);
    }

    /** Whether this is what a call to that name asks for. */
    public boolean isCalled(String asked) {
        return kindCode == ServiceKind.CALL.code() && name.equals(asked);
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
        boolean forAll = access.equals(Access.EVERYBODY);
        out.writeMap(2 + (metadata.isEmpty() ? 0 : 1) + (forAll ? 0 : 1));
        out.writeUnsigned(NAME).writeText(name).writeUnsigned(KIND).writeUnsigned(kindCode);
        if (!metadata.isEmpty()) {
            out.writeUnsigned(METADATA).writeArray(2 * metadata.size());
            metadata.forEach((key, value) -> out.writeText(key).writeText(value));
        }
        if (!forAll) {
            AccessForm.write(out.writeUnsigned(ACCESS), access);
        }
    }

    static Service read(CborReader in) throws MalformedException {
        String name = "";
        int kind = ServiceKind.CALL.code();
        Access access = Access.EVERYBODY;
        SortedMap<String, String> metadata = new TreeMap<>();
        int keys = in.readMap(MAX_KEYS);
        for (int i = 0; i < keys; i++) {
            switch (in.readInt(0, MAX_KIND)) {
                case NAME -> name = in.readText(MAX_NAME);
                case KIND -> kind = in.readInt(0, MAX_KIND);
                case METADATA -> metadata = readMetadata(in);
                case ACCESS -> access = AccessForm.read(in);
                default -> in.skip();
            }
        }
        if (!isName(name)) {
            throw new MalformedException("service has no name");
        }
        return new Service(name, kind, metadata, access);
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
