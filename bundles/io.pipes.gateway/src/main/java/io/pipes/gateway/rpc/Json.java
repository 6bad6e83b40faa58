// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON as this gateway reads it, within {@link Limits}, without a name twice or anything behind the end; and as it writes it, with bytes in
 * base64.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.DEPTH)
                            .maxStringLength(Limits.MESSAGE_BYTES)
                            .maxNameLength(Limits.NAME)
                            .maxNumberLength(Limits.NUMBER)
                            .maxDocumentLength(Limits.MESSAGE_BYTES)
                            .maxTokenCount(Limits.TOKENS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static JsonNode read(String text) throws UnreadableException {
        try {
            return MAPPER.readTree(text);
        } catch (StreamConstraintsException excess) {
            throw new UnreadableException(Limits.EXCEEDED);
        } catch (JsonProcessingException nonsense) {
            throw new UnreadableException("This is not JSON as the API reads it (no key twice, nothing behind).");
        }
    }

    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of plain nodes is always writable", impossible);
        }
    }
}
