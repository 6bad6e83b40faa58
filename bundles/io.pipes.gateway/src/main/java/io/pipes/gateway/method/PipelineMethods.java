// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.feed.Feed;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.local.ProducerNumber;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** {@code pipeline.*}. */
final class PipelineMethods {
    static final String FEATURE = "pipeline";
    private static final long DEFAULT_PATIENCE_MILLIS = 30_000;
    /** Peers are heard of at the pace of their links: nobody needs to hear of each one. */
    private static final Duration BETWEEN_COPIES = Duration.ofSeconds(1);

    private final Resolver resolver;
    private final Scheduler scheduler;
    private final Subscribing subscribing;

    PipelineMethods(Resolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
        subscribing = new Subscribing(scheduler);
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.create", this::create);
        methods.put("pipeline.open", this::open);
        methods.put(
                "pipeline.list",
                (client, params) -> CompletableFuture.completedFuture(Rows.list(
                        pipelines(resolver.network(params)).list(), pipeline -> Rows.pipeline(pipeline.info()))));
        methods.put(
                "pipeline.show",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.pipeline(pipeline(resolver.network(params), params.needText("name"))
                                .info())));
        methods.put("pipeline.publish", this::publish);
        methods.put("pipeline.subscribe", this::subscribe);
        methods.put("pipeline.history", this::history);
        new ProducerMethods(resolver).addTo(methods);
        new CursorMethods(resolver).addTo(methods);
        new SettingsMethods(resolver).addTo(methods);
        new WatchMethods(resolver, scheduler).addTo(methods);
        new ProgressMethods(resolver, scheduler).addTo(methods);
    }

    private CompletionStage<JsonNode> create(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        Optional<NodeId> with = params.text("with").map(text -> resolver.node(network, text));
        PipelineKind kind = params.text("kind")
                .map(SettingsParams::kind)
                .orElse(with.isPresent() ? PipelineKind.POINT_TO_POINT : PipelineKind.LIVE);
        return pipelines(network)
                .create(
                        params.needText("name"),
                        kind,
                        with,
                        SettingsParams.read(params).apply(PipelineSettings.DEFAULT))
                .thenApply(pipeline -> Rows.pipeline(pipeline.info()));
    }

    private CompletionStage<JsonNode> open(Client client, Params params) {
        PipelineKind kind = params.text("kind").map(SettingsParams::kind).orElse(PipelineKind.LIVE);
        return pipelines(resolver.network(params))
                .open(params.needText("name"), kind)
                .thenApply(pipeline -> Rows.pipeline(pipeline.info()));
    }

    private CompletionStage<JsonNode> publish(Client client, Params params) {
        LocalPipeline pipeline = pipeline(resolver.network(params), params.needText("name"));
        Optional<AwaitedCopies> copies = copies(params);
        Optional<ProducerNumber> number = ProducerMethods.number(params);
        OptionalLong behind = ProducerMethods.behind(params, number);
        Optional<ManyMessages> many = ManyMessages.of(params);
        if (many.isPresent()) {
            return number.map(first -> many.get().publishTo(pipeline, first, behind, copies))
                    .orElseGet(() -> many.get().publishTo(pipeline, copies));
        }
        Content content = Bodies.withKey(params);
        if (number.isPresent()) {
            return pipeline.publish(content, number.get(), behind, copies)
                    .thenApply(produced -> withCopies(ProducerMethods.row(produced), copies, produced.storedAt()));
        }
        return copies.map(awaited -> pipeline.publish(content, awaited)
                        .<JsonNode>thenApply(
                                sent -> Rows.sent(sent, sent.receipt().text()).put("storedAt", sent.storedAt())))
                .orElseGet(() -> pipeline.publish(content)
                        .thenApply(sent -> Rows.sent(sent, sent.receipt().text())));
    }

    /** Who has not asked for others is not told of them. */
    static JsonNode withCopies(ObjectNode row, Optional<AwaitedCopies> wanted, int nodes) {
        return wanted.isPresent() ? row.put("storedAt", nodes) : row;
    }

    /** Where the message is to be durable before the call is answered: the client may look on, and need not wait to the end. */
    private static Optional<AwaitedCopies> copies(Params params) {
        Optional<AwaitedCopies> copies = storedAt(params).map(AwaitedCopies::new);
        copies.ifPresent(awaited -> {
            params.progress(BETWEEN_COPIES, () -> Optional.of(progress(awaited)));
            params.call().whenCancelled(awaited::giveUp);
        });
        return copies;
    }

    private static Progress progress(AwaitedCopies copies) {
        int nodes = copies.nodes();
        long wanted = copies.wanted().nodes();
        return new Progress(
                "storing",
                nodes,
                Optional.of(wanted),
                "The message is durable at " + nodes + " of " + wanted + " nodes.");
    }

    private static Optional<StoredAt> storedAt(Params params) {
        long patience =
                params.number("timeoutMillis", 1, StoredAt.LONGEST.toMillis()).orElse(DEFAULT_PATIENCE_MILLIS);
        return params.number("storedAt", 1, StoredAt.MAX_NODES)
                .map(nodes -> new StoredAt(nodes.intValue(), Duration.ofMillis(patience)));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        LocalPipeline pipeline = pipeline(resolver.network(params), params.needText("name"));
        if (pipeline.info().kept().isPresent()) {
            ReadingPlace place = ReadingPlace.of(pipeline, params, "now");
            return feed(client, params, Feed.Kind.HOLDING, place::messages, place::told)
                    .thenApply(answer -> place.beginning((ObjectNode) answer));
        }
        if (params.text("cursor").isPresent()
                || ReadingPlace.after(params).isPresent()
                || !params.text("from").orElse("now").equals("now")) {
            throw Params.invalid(
                    "A live pipeline keeps nothing, so it has no cursors, 'from' can only be 'now', and there"
                            + " is nothing to go on from behind 'after'.");
        }
        return feed(client, params, Feed.Kind.SKIPPING, LocalPipeline::messages, new MessageRows()::row)
                .thenApply(answer -> ((ObjectNode) answer).put("kept", false));
    }

    private CompletionStage<JsonNode> history(Client client, Params params) {
        LocalPipeline pipeline = pipeline(resolver.network(params), params.needText("name"));
        if (pipeline.info().kept().isEmpty()) {
            throw Params.invalid("A live pipeline has no history. 'pipes pipeline tail' shows what comes.");
        }
        Optional<DisplayPlace> display = DisplayPlace.of(params);
        if (display.isPresent()) {
            return feed(client, params, Feed.Kind.HOLDING, display.get()::history, display.get()::told);
        }
        ReadingPlace place = ReadingPlace.of(pipeline, params, "start");
        return feed(client, params, Feed.Kind.HOLDING, place::history, place::told);
    }

    private CompletionStage<JsonNode> feed(
            Client client,
            Params params,
            Feed.Kind kind,
            Function<LocalPipeline, Flow.Publisher<Message>> source,
            Function<Message, ObjectNode> row) {
        NetworkId network = resolver.joined(params).id();
        String name = params.needText("name");
        String id = client.newSubscriptionId();
        return subscribing.begin(
                client,
                params,
                id,
                kind,
                MessageNotices.of(client, id, params, row),
                () -> source.apply(pipeline(resolver.again(network), name)));
    }

    private static LocalPipelines pipelines(LocalNetwork network) {
        return Features.need(network, LocalPipelines.class, FEATURE);
    }

    static LocalPipeline pipeline(LocalNetwork network, String name) {
        return pipelines(network)
                .find(name)
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "This network has no such pipeline. 'pipes pipeline list' shows what there is, "
                                + "'pipes pipeline create NAME' makes one."));
    }
}
