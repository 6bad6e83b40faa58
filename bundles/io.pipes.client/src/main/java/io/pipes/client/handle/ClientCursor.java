// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.client.row.Histories;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientCursor implements Cursor {
    private final Calls calls;
    private final ObjectNode params;
    private final Flow.Publisher<Message> messages;

    /** @param params the pipeline and the cursor's name */
    ClientCursor(Calls calls, ObjectNode params, Flow.Publisher<Message> messages) {
        this.calls = calls;
        this.params = params;
        this.messages = messages;
    }

    @Override
    public String name() {
        return params.path("cursor").asText();
    }

    @Override
    public CompletionStage<Optional<From.After>> position() {
        ObjectNode pipeline = params.deepCopy();
        pipeline.remove("cursor");
        return calls.list("pipeline.cursors", pipeline, row -> row)
                .thenApply(all -> all.stream()
                        .filter(row -> row.text("cursor").equals(name()))
                        .findFirst()
                        .flatMap(Histories::position));
    }

    @Override
    public Flow.Publisher<Message> messages() {
        return messages;
    }

    @Override
    public CompletionStage<Void> commit(From.After after) {
        ObjectNode commit = params.deepCopy()
                .put("author", after.author().text())
                .put("seq", after.seq())
                .put("index", after.index());
        return calls.orderAgain("pipeline.commit", commit);
    }

    @Override
    public CompletionStage<Void> remove() {
        return calls.orderAgain("pipeline.forget", params.deepCopy());
    }
}
