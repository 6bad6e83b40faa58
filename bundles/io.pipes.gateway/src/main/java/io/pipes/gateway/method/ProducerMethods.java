// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** {@code pipeline.producer}, and what {@code pipeline.publish} says to producers that number their messages. */
final class ProducerMethods {
    private final Resolver resolver;

    ProducerMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.producer", this::show);
    }

    private CompletionStage<JsonNode> show(Client client, Params params) {
        LocalPipeline pipeline = PipelineMethods.pipeline(resolver.network(params), params.needText("name"));
        String producer = params.needText("producer");
        return pipeline.producer(producer).thenApply(state -> row(producer, state));
    }

    private static ObjectNode row(String producer, Optional<ProducerState> state) {
        ObjectNode row = Rows.object()
                .put("producer", producer)
                .put("number", state.map(ProducerState::last).orElse(null));
        ArrayNode stored = row.putArray("stored");
        state.ifPresent(known -> known.stored()
                .forEach(range -> stored.addArray().add(range.from()).add(range.to())));
        return row;
    }

    /** Which message of which producer is to be published; empty if nobody counts. */
    static Optional<ProducerNumber> number(Params params) {
        Optional<String> producer = params.text("producer");
        Optional<Long> number = params.number("number", 1, ProducerNumber.MAX);
        if (producer.isPresent() != number.isPresent()) {
            throw Params.invalid("Give 'producer' and 'number' together, or neither.");
        }
        return producer.map(name -> new ProducerNumber(name, number.orElseThrow()));
    }

    /** Which message of the same producer it is to stand behind. */
    static OptionalLong behind(Params params, Optional<ProducerNumber> number) {
        Optional<Long> behind = params.number("behind", 1, ProducerNumber.MAX);
        if (behind.isPresent()
                && behind.get() >= number.map(ProducerNumber::number).orElse(0L)) {
            throw Params.invalid(
                    "'behind' is the number of an earlier message, so it needs 'number', which is higher.");
        }
        return behind.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    static ObjectNode row(Produced produced) {
        Optional<MessageName.Published> message = produced.message();
        return Rows.object()
                .put("message", message.map(MessageName::text).orElse(null))
                .put("packet", message.map(known -> known.packet().text()).orElse(null))
                .put("receipt", Receipt.STORED.text())
                .put("repeated", produced.repeated());
    }
}
