// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.pipes.client.wire.CborMessages;
import java.io.IOException;

/**
 * CBOR (RFC 8949) as this gateway reads and writes it: the same trees as of {@link Json}, with bytes as they are. Every length is definite and
 * nothing has a tag, so that a reader needs no more than half of CBOR.
 */
public final class Cbor {
    private static final CBORFactory FACTORY = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH)
                    .maxStringLength(Limits.MESSAGE_BYTES)
                    .maxNameLength(Limits.NAME)
                    .maxDocumentLength(Limits.MESSAGE_BYTES)
                    .build())
            // Names are a stranger's: they must not stay behind.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
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
        return CborMessages.write(node);
    }
}
