// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.gateway.feed.Batches;
import io.pipes.gateway.feed.Notices;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Params;
import java.util.function.Function;

/** How a client wants to be told of messages: each in a notification of its own, or several together. */
final class MessageNotices {
    private MessageNotices() {}

    /**
     * @param id of the subscription
     * @param row what is told of each message
     */
    static Notices<Message> of(Client client, String id, Params params, Function<Message, ObjectNode> row) {
        int batch = params.number("batch", 1, Batches.MAX).orElse(1L).intValue();
        return batch == 1
                ? Notices.each(client, id, "message", message -> Rows.object().set("message", row.apply(message)))
                : new Batches<>(
                        client, id, batch, row, message -> message.content().size());
    }
}
