// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Services;
import io.pipes.base.id.NodeId;
import io.pipes.client.row.Contents;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Calls a service.
 *
 * @param where the network, and the node if it is to be that one
 */
record ServiceCall(Calls calls, ObjectNode where) {
    CompletionStage<Answer> make(String service, Content request, Duration deadline) {
        if (deadline.toMillis() < 1 || deadline.compareTo(Services.LONGEST_DEADLINE) > 0) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A deadline has 1 ms to " + Services.LONGEST_DEADLINE.toMinutes() + " minutes.");
        }
        int size = request.bytes().size();
        return Sizes.within(Content.MAX_BYTES, size, () -> {
            ObjectNode params =
                    Params.with(where.put("service", service).put("timeoutMillis", deadline.toMillis()), request);
            return calls.write("service.call", params, size, said -> answer(new Row(said)));
        });
    }

    private static Answer answer(Row row) {
        return new Answer(row.value("node", NodeId::parse), row.text("name"), Contents.content(row));
    }
}
