// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.pipeline.catalog.PipelineNames;
import io.pipes.pipeline.packet.ContentRules;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What names, keys and values may look like that applications hand in. */
final class StateArguments {
    private StateArguments() {}

    static String name(String name) {
        if (!PipelineNames.valid(name)) {
            throw invalid("A map, counter or set has a name of 1 to 64 characters of a-z, 0-9, '.', '_' and '-'.");
        }
        return name;
    }

    /** The key of a map, or the element of a set. */
    static String key(String key) {
        int bytes = utf8Bytes(key);
        if (bytes == 0 || bytes > ReplicatedMap.MAX_KEY_BYTES) {
            throw invalid("A key has 1 to " + ReplicatedMap.MAX_KEY_BYTES + " bytes of UTF-8.");
        }
        return key;
    }

    private static int utf8Bytes(String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException unpaired) {
            throw invalid("A key is text; this one has half a character (an unpaired surrogate).");
        }
    }

    static Content value(Content value) {
        ContentRules.checkWithoutKey(value);
        if (value.bytes().size() > ReplicatedMap.MAX_VALUE_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "The value has " + value.bytes().size() + " bytes; at most " + ReplicatedMap.MAX_VALUE_BYTES
                            + " are possible. Publish it as a message, and put its name into the map.");
        }
        return value;
    }

    private static PipesException invalid(String sentence) {
        return new PipesException(PipesException.Code.INVALID_ARGUMENT, sentence);
    }
}
