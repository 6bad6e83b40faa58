// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes messages in CBOR as the protocol wants it, at both ends: of everything its length is said before it comes. Without state; may be used
 * from any thread.
 */
public final class CborMessages {
    /** Jackson writes longer texts in pieces, of which nobody said how many there are. */
    private static final int WHOLE_TEXT = 1_024;

    private static final CBORFactory FACTORY = CBORFactory.builder()
            // Half a character is replaced: what somebody typed must not end a connection.
            .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
            .build();

    private CborMessages() {}

    /** @param message of plain nodes, which can always be written */
    public static byte[] write(JsonNode message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CBORGenerator generator = FACTORY.createGenerator(out)) {
            write(message, generator);
        } catch (IOException impossible) {
            throw new IllegalStateException("A tree of plain nodes is always writable", impossible);
        }
        return out.toByteArray();
    }

    private static void write(JsonNode node, CBORGenerator out) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject(node, node.size());
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    out.writeFieldName(field.getKey());
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray(node, node.size());
                for (JsonNode element : node) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            case STRING -> write(node.textValue(), out);
            case BINARY -> out.writeBinary(((BinaryNode) node).binaryValue());
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            case NUMBER -> {
                if (node.isIntegralNumber() && node.canConvertToLong()) {
                    out.writeNumber(node.longValue());
                } else if (node.isIntegralNumber()) {
                    out.writeNumber(node.bigIntegerValue());
                } else {
                    out.writeNumber(node.doubleValue());
                }
            }
            default -> out.writeNull();
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
