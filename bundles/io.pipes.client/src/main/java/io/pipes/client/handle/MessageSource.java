// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.Message;
import io.pipes.client.feed.Source;
import io.pipes.client.row.Contents;
import io.pipes.client.row.MessageReader;
import io.pipes.client.row.Row;
import java.util.List;

/** What brings messages, one by one or several at once. */
abstract class MessageSource implements Source<Message> {
    /** So many of them may come in one notification. */
    static final int BATCH = 256;

    private static final int OWN_WEIGHT = 600;

    private final MessageReader.LargeContents contents;
    private final MessageReader reader = new MessageReader();

    MessageSource(MessageReader.LargeContents contents) {
        this.contents = contents;
    }

    @Override
    public Iterable<JsonNode> items(String what, JsonNode params) {
        return what.equals("messages") ? params.path("messages") : List.of(params.path("message"));
    }

    @Override
    public Message decode(JsonNode item) {
        return reader.message(new Row(item), contents);
    }

    @Override
    public long weight(JsonNode item) {
        return OWN_WEIGHT + Contents.size(item);
    }
}
