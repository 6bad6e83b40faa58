// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * CBOR (RFC 8949) as this gateway reads and writes it: the same trees as of {@link Json}, with bytes as they are. Every length is definite and
 * nothing has a tag, so that a reader needs no more than half of CBOR.
 */
public final class Cbor {
    /** Jackson writes longer texts in pieces, of which nobody said how many there are. */
    private static final int WHOLE_TEXT = 1_024;

    private static final CBORFactory FACTORY = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH)
                    .maxStringLength(Limits.MESSAGE_BYTES)
                    .maxNameLength(Limits.NAME)
                    .maxDocumentLength(Limits.MESSAGE_BYTES)
                    .build())
            // Names are a stranger's: they must not stay behind.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
            .build();

    private static final ObjectMapper MAPPER = CBORMapper.builder(FACTORY)
            .addModule(new SimpleModule().addSerializer(JsonNode.class, new WithLengths()))
            .build();

    private Cbor() {}

    /** Reads one message from a part of an array, and keeps nothing of it. */
    public static JsonNode read(byte[] bytes, int from, int count) throws UnreadableException {
        if (count > Limits.MESSAGE_BYTES) {
            throw new UnreadableException(Limits.EXCEEDED);
        }
        try (CBORParser parser = FACTORY.createParser(bytes, from, count)) {
            return new CborReading(parser, bytes).message();
        } catch (StreamConstraintsException excess) {
            throw new UnreadableException(Limits.EXCEEDED);
        } catch (IOException nonsense) {
            throw new UnreadableException(
                    "This is not CBOR as the API reads it (one item, no tags, definite lengths, texts"
                            + " as names, no name twice, nothing behind).");
        }
    }

    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of plain nodes is always writable", impossible);
        }
    }

    /** Says of everything how long it is before it is written. */
    private static final class WithLengths extends JsonSerializer<JsonNode> {
        @Override
        public void serialize(JsonNode node, JsonGenerator out, SerializerProvider provider) throws IOException {
            write(node, (CBORGenerator) out, provider);
        }

        private static void write(JsonNode node, CBORGenerator out, SerializerProvider provider) throws IOException {
            switch (node.getNodeType()) {
                case OBJECT -> {
                    out.writeStartObject(node, node.size());
                    for (Map.Entry<String, JsonNode> field : node.properties()) {
                        out.writeFieldName(field.getKey());
                        write(field.getValue(), out, provider);
                    }
                    out.writeEndObject();
                }
                case ARRAY -> {
                    out.writeStartArray(node, node.size());
                    for (JsonNode element : node) {
                        write(element, out, provider);
                    }
                    out.writeEndArray();
                }
                case STRING -> write(node.textValue(), out);
                default -> node.serialize(out, provider);
            }
        }

        private static void write(String text, CBORGenerator out) throws IOException {
            if (text.length() > WHOLE_TEXT) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeUTF8String(utf8, 0, utf8.length);
            } else {
                out.writeString(text);
            }
        }
    }
}
