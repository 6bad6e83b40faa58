// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of one message of CBOR. Of what is allowed it takes only what JSON has, and bytes: the parser would take more and does not say
 * so, therefore the first byte of each item is looked at.
 */
final class CborReading {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final int TEXT = 3;
    private static final int TAG = 6;
    private static final int SIMPLE = 7;
    /** What stands in the place of a length that is not said. */
    private static final int INDEFINITE = 31;

    private final CBORParser in;
    private final byte[] bytes;
    private int tokens;

    /** @param bytes what the parser reads, or a part of it */
    CborReading(CBORParser in, byte[] bytes) {
        this.in = in;
        this.bytes = bytes;
    }

    JsonNode message() throws IOException {
        JsonNode message = value(next());
        if (in.nextToken() != null) {
            throw nonsense();
        }
        return message;
    }

    private JsonToken next() throws IOException {
        JsonToken token = in.nextToken();
        if (token == null) {
            throw nonsense();
        }
        count();
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
            check(token);
        }
        return token;
    }

    private void count() throws StreamConstraintsException {
        if (++tokens > Limits.TOKENS) {
            throw new StreamConstraintsException("too many");
        }
    }

    private void check(JsonToken token) throws IOException {
        int first = bytes[(int) in.currentTokenLocation().getByteOffset()] & 0xff;
        int type = first >> 5;
        int info = first & 0x1f;
        boolean good = type == SIMPLE ? isLikeJson(info) : type != TAG && info != INDEFINITE;
        if (!good || token == JsonToken.FIELD_NAME && type != TEXT) {
            throw nonsense();
        }
    }

    /** False, true, null, and the three lengths of numbers with a point. */
    private static boolean isLikeJson(int info) {
        return info >= 20 && info <= 22 || info >= 25 && info <= 27;
    }

    private JsonNode value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> JSON.textNode(in.getText());
            case VALUE_EMBEDDED_OBJECT -> JSON.binaryNode(in.getBinaryValue());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> JSON.numberNode(in.getDoubleValue());
            case VALUE_TRUE -> JSON.booleanNode(true);
            case VALUE_FALSE -> JSON.booleanNode(false);
            case VALUE_NULL -> JSON.nullNode();
            default -> throw nonsense();
        };
    }

    private JsonNode integer() throws IOException {
        return switch (in.getNumberType()) {
            case INT -> JSON.numberNode(in.getIntValue());
            case LONG -> JSON.numberNode(in.getLongValue());
            // Whoever answered with it would have to write a tag, which nobody reads.
            default -> throw nonsense();
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = JSON.objectNode();
        while (next() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            if (name.length() > Limits.NAME) {
                throw new StreamConstraintsException("too long");
            }
            @Nullable JsonNode before = object.replace(name, value(next()));
            if (before != null) {
                throw nonsense();
            }
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = JSON.arrayNode();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            array.add(value(token));
        }
        return array;
    }

    private JsonParseException nonsense() {
        return new JsonParseException(in, "not as the API reads it");
    }
}
