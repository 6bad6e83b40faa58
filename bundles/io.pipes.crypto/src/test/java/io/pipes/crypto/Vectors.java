// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Test vectors: those of others from {@code vectors/}, our own from {@code docs/specs/vectors}. */
public final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** Of others; the system property {@code pipes.vectors} may name a folder with files that take their place. */
    public static List<JsonNode> ofOthers(String name) {
        Path other = Path.of(System.getProperty("pipes.vectors", "does-not-exist"), name);
        if (Files.exists(other)) {
            try (InputStream in = Files.newInputStream(other)) {
                return list(JSON.readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return list(resource("/vectors/" + name));
    }

    /** Made by the script in {@code docs/specs/scripts}. */
    public static List<JsonNode> own(String name) {
        return list(ownTree(name));
    }

    public static JsonNode ownTree(String name) {
        return resource("/spec-vectors/" + name);
    }

    public static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        if (items.isEmpty()) {
            throw new IllegalStateException("no vectors");
        }
        return items;
    }

    public static Bytes bytes(JsonNode vector, String field) {
        return Bytes.hex(vector.required(field).asText());
    }

    public static byte[] array(JsonNode vector, String field) {
        return bytes(vector, field).toArray();
    }

    public static io.pipes.base.Label label(JsonNode vector) {
        return io.pipes.base.Label.valueOf(
                vector.required("label").asText().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static JsonNode resource(String path) {
        try (InputStream in = Vectors.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
