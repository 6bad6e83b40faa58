// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Decoding;
import io.pipes.client.call.Line;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something that the node has opened for us, to be read or written piece by piece. It ends with its connection: on the next one the same name means
 * something else, maybe of somebody else.
 */
final class Opened {
    private final Conversation conversation;
    private final Line line;
    private final String noun;
    private final String name;

    private Opened(Conversation conversation, Line line, String noun, String name) {
        this.conversation = conversation;
        this.line = line;
        this.noun = noun;
        this.name = name;
    }

    /**
     * Makes one of the answer that says its name.
     *
     * @param noun what it is, as the protocol calls it, such as {@code content}
     */
    static Decoding<Opened> by(Conversation conversation, String noun) {
        return new Decoding<>() {
            private volatile @Nullable Line line;

            @Override
            public void came(Line on, JsonNode said) {
                line = on;
            }

            @Override
            public Opened decode(JsonNode said) {
                return new Opened(conversation, Objects.requireNonNull(line), noun, new Row(said).text(noun));
            }
        };
    }

    /**
     * Calls a method about it.
     *
     * @param params without its name
     * @return fails with {@code UNREACHABLE} once the connection is gone
     */
    <T> CompletableFuture<T> call(String method, ObjectNode params, long contentBytes, Decoding<T> result) {
        return conversation.callOn(line, method, params.put(noun, name), contentBytes, result);
    }

    /** It is not needed any more. */
    void close() {
        conversation.strand().execute(() -> {
            if (!line.isOver()) {
                line.tell("subscription.cancel", Params.none().put("subscription", name));
            }
        });
    }
}
