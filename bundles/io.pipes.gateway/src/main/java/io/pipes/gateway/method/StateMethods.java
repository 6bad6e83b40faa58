// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedState;
import io.pipes.api.state.StateKind;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** {@code state.*}. */
final class StateMethods {
    /** So much one answer has, in bytes of keys and values; what is more comes with the next. */
    private static final int ANSWER_BYTES = 1 << 20;

    private static final long MAX_ENTRIES = 1_024;
    private static final long DEFAULT_ENTRIES = 256;

    private final Resolver resolver;
    private final Subscribing subscribing;

    StateMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        subscribing = new Subscribing(scheduler);
    }

    void addTo(Map<String, Method> methods) {
        methods.put("state.list", this::list);
        methods.put("state.get", this::get);
        methods.put("state.entries", this::entries);
        methods.put("state.put", this::put);
        methods.put("state.remove", this::remove);
        methods.put("state.add", this::add);
        methods.put("state.subscribe", this::subscribe);
    }

    private CompletionStage<JsonNode> list(Client client, Params params) {
        return state(params).list().thenApply(parts -> Rows.list(parts, StateRows::part));
    }

    private CompletionStage<JsonNode> get(Client client, Params params) {
        ReplicatedState state = state(params);
        String name = params.needText("name");
        return switch (kind(params)) {
            case MAP ->
                map(state, name, params)
                        .get(params.needText("key"))
                        .thenApply(entry -> StateRows.entry(entry.orElseThrow(() -> new PipesException(
                                PipesException.Code.NOT_FOUND, "The map '" + name + "' has no such key."))));
            case COUNTER -> state.counter(name).value().thenApply(StateRows::value);
            case SET ->
                state.set(name)
                        .contains(params.needText("key"))
                        .thenApply(present -> StateRows.element(params.needText("key"), present));
        };
    }

    private CompletionStage<JsonNode> entries(Client client, Params params) {
        ReplicatedState state = state(params);
        String name = params.needText("name");
        return switch (kind(params)) {
            case MAP ->
                map(state, name, params)
                        .entries()
                        .thenApply(all -> page(params, all, MapEntry::key, StateRows::size, StateRows::entry));
            case SET ->
                state.set(name)
                        .elements()
                        .thenApply(all -> page(
                                params,
                                all,
                                Function.identity(),
                                element -> 0,
                                element -> StateRows.element(element, true)));
            case COUNTER -> throw Params.invalid("A counter has a value and no entries: state.get says it.");
        };
    }

    /** What comes behind a key, as much as one answer may have. */
    private static <T> ArrayNode page(
            Params params,
            List<T> all,
            Function<T, String> key,
            Function<T, Integer> size,
            Function<T, ObjectNode> row) {
        String after = params.text("after").orElse("");
        long left = params.number("limit", 1, MAX_ENTRIES).orElse(DEFAULT_ENTRIES);
        ArrayNode page = Rows.array();
        long bytes = 0;
        for (T one : all) {
            if (key.apply(one).compareTo(after) > 0 && page.size() < left && bytes < ANSWER_BYTES) {
                page.add(row.apply(one));
                bytes += size.apply(one);
            }
        }
        return page;
    }

    private CompletionStage<JsonNode> put(Client client, Params params) {
        return sent(state(params).map(params.needText("name")).put(params.needText("key"), Bodies.of(params)));
    }

    private CompletionStage<JsonNode> remove(Client client, Params params) {
        ReplicatedState state = state(params);
        String name = params.needText("name");
        return switch (kind(params)) {
            case MAP -> sent(state.map(name).remove(params.needText("key")));
            case SET -> sent(state.set(name).remove(params.needText("key")));
            case COUNTER -> throw Params.invalid("Nothing can be removed from a counter. Add a negative amount.");
        };
    }

    private CompletionStage<JsonNode> add(Client client, Params params) {
        ReplicatedState state = state(params);
        String name = params.needText("name");
        return switch (kind(params)) {
            case COUNTER ->
                sent(state.counter(name)
                        .add(params.number("amount", Long.MIN_VALUE, Long.MAX_VALUE)
                                .orElseThrow(() -> Params.invalid("Parameter 'amount' is missing."))));
            case SET -> sent(state.set(name).add(params.needText("key")));
            case MAP ->
                throw Params.invalid(
                        "Parameter 'kind' of state.add is counter or set. A map is written with state.put.");
        };
    }

    private static CompletionStage<JsonNode> sent(CompletionStage<Sent> sending) {
        return sending.thenApply(sent -> Rows.sent(sent, sent.receipt().text()));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        String name = params.needText("name");
        return switch (kind(params)) {
            case MAP -> feed(client, params, state -> map(state, name, params).changes(), StateRows::told);
            case SET -> feed(client, params, state -> state.set(name).changes(), StateRows::told);
            case COUNTER -> feed(client, params, state -> state.counter(name).changes(), StateRows::value);
        };
    }

    private <T> CompletionStage<JsonNode> feed(
            Client client,
            Params params,
            Function<ReplicatedState, Flow.Publisher<T>> source,
            Function<T, ObjectNode> row) {
        NetworkId network = resolver.joined(params).id();
        String pipeline = params.needText("pipeline");
        return subscribing.begin(
                client,
                params,
                "state.changed",
                () -> source.apply(PipelineMethods.pipeline(resolver.again(network), pipeline)
                        .state()),
                row);
    }

    /** Who wants to merge gets all that was written without knowing of each other, and sees a value beside a later removal. */
    private static ReplicatedMap map(ReplicatedState state, String name, Params params) {
        return params.flag("concurrent") ? state.map(name, Merge.LAST) : state.map(name);
    }

    private ReplicatedState state(Params params) {
        return PipelineMethods.pipeline(resolver.network(params), params.needText("pipeline"))
                .state();
    }

    private static StateKind kind(Params params) {
        String text = params.text("kind").orElse(StateKind.MAP.text());
        for (StateKind kind : StateKind.values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw Params.invalid("A kind is one of map, counter, set.");
    }
}
