// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.client.row.MessageReader;
import java.util.concurrent.Flow;

/**
 * Contents of a pipeline's messages that are above 1 MiB.
 *
 * @param pipeline which it is, as parameters
 */
record LargeContents(Calls calls, ObjectNode pipeline) implements MessageReader.LargeContents {
    /** Messages to one node have none. */
    static final MessageReader.LargeContents NONE = (message, size, here) -> {
        throw new IllegalStateException("A message to one node has no large content");
    };

    @Override
    public LargeContent of(MessageName.Published message, long size, boolean here) {
        return new ClientContent(this, message, size, here);
    }

    /** @param from how many bytes to pass over */
    Flow.Publisher<Bytes> read(MessageName.Published message, long from) {
        return subscriber -> new ContentReader(calls, opening(message), from, subscriber).begin();
    }

    ObjectNode opening(MessageName.Published message) {
        return pipeline.deepCopy().put("message", message.text());
    }
}
