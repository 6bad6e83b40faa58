// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.gateway.rpc.Limits;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Several messages that are published by one call, in this order. All are looked at before the first one is published. */
record ManyMessages(List<Content> contents) {
    /** The parameter, if the client has said it. */
    static Optional<ManyMessages> of(Params params) {
        return params.objects("messages", Limits.PUBLISH).map(ManyMessages::read);
    }

    private static ManyMessages read(List<Params> messages) {
        List<Content> contents = new ArrayList<>(messages.size());
        long bytes = 0;
        for (Params message : messages) {
            Content content = Bodies.withKey(message);
            bytes += content.bytes().size();
            contents.add(content);
        }
        if (contents.isEmpty()) {
            throw Params.invalid("Parameter 'messages' is empty: there is nothing to publish.");
        }
        if (bytes > Content.MAX_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "The messages have " + bytes + " bytes together, and may have " + Content.MAX_BYTES
                            + ". Publish them with several calls.");
        }
        return new ManyMessages(contents);
    }

    /** @param wanted where the last one is to be durable, and with it those before it */
    CompletionStage<JsonNode> publishTo(LocalPipeline pipeline, Optional<AwaitedCopies> wanted) {
        return pipeline.publish(contents, wanted)
                .thenApply(sent ->
                        PipelineMethods.withCopies(row(sent), wanted, last(sent).storedAt()));
    }

    /**
     * As the other one, for a producer that numbers its messages.
     *
     * @param first of the first message; the others follow it
     * @param behind which message the first one is to stand behind; each other one stands behind the one before it
     */
    CompletionStage<JsonNode> publishTo(
            LocalPipeline pipeline, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> wanted) {
        return pipeline.publish(contents, first, behind, wanted)
                .thenApply(produced -> PipelineMethods.withCopies(
                        producedRow(produced), wanted, last(produced).storedAt()));
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }

    /** What was there before may have no name any more. */
    private static ObjectNode producedRow(List<Produced> produced) {
        MessageRows rows = new MessageRows();
        ObjectNode row = Rows.object();
        ArrayNode names = row.putArray("messages");
        produced.forEach(one -> names.add(one.message().map(rows::name).orElse(null)));
        return row.put("receipt", Receipt.STORED.text())
                .put("repeated", produced.stream().allMatch(Produced::repeated));
    }

    private static ObjectNode row(List<Sent> sent) {
        MessageRows rows = new MessageRows();
        ObjectNode row = Rows.object();
        ArrayNode names = row.putArray("messages");
        sent.forEach(one -> names.add(rows.name(one.message())));
        return row.put("receipt", last(sent).receipt().text());
    }
}
