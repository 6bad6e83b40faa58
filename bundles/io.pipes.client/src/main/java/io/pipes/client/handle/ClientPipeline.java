// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Task;
import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.api.pipeline.TypedPipeline;
import io.pipes.api.state.ReplicatedState;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.client.row.Histories;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

final class ClientPipeline implements Pipeline {
    private static final int MOST_AT_ONCE = 1_024;

    private final Calls calls;
    private final Senders senders;
    private final NetworkId network;
    private final String name;

    ClientPipeline(Calls calls, Senders senders, NetworkId network, String name) {
        this.calls = calls;
        this.senders = senders;
        this.network = network;
        this.name = name;
    }

    private ObjectNode params() {
        return Params.none().put("network", network.text()).put("name", name);
    }

    private LargeContents contents() {
        return new LargeContents(calls, params());
    }

    private Producer producer() {
        return senders.producers().of(network, name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<PipelineInfo> info() {
        return calls.read("pipeline.show", params(), Histories::pipeline);
    }

    @Override
    public CompletionStage<PipelineInfo> change(PipelineChange change) {
        return calls.read("pipeline.set", SettingsParams.with(params(), change), Histories::pipeline);
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        int size = content.bytes().size();
        if (size > Content.MAX_BYTES) {
            return tooLarge(size);
        }
        ObjectNode call = Params.with(Params.none(), content);
        return producer().publish(call, 1, size, said -> PublishedRows.sent(new Row(said), call));
    }

    @Override
    public Task<Sent> publish(Content content, StoredAt wanted) {
        ClientTask<Sent> task = calls.task();
        int size = content.bytes().size();
        if (size > Content.MAX_BYTES) {
            return task.endsWith(tooLarge(size));
        }
        ObjectNode call = Params.with(Params.none(), content)
                .put("storedAt", wanted.nodes())
                .put("timeoutMillis", wanted.patience().toMillis());
        return task.endsWith(task.step(() -> producer()
                .publish(call, 1, size, said -> PublishedRows.sent(new Row(said), call), Optional.of(task::told))));
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> contents) {
        long size = contents.stream().mapToLong(one -> one.bytes().size()).sum();
        if (contents.isEmpty() || contents.size() > MOST_AT_ONCE) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "1 to " + MOST_AT_ONCE + " messages are published at once.");
        }
        if (size > Content.MAX_BYTES) {
            return tooLarge(size);
        }
        ObjectNode params = Params.none();
        ArrayNode messages = params.putArray("messages");
        contents.forEach(content -> Params.with(messages.addObject(), content));
        return producer().publish(params, contents.size(), size, said -> PublishedRows.all(said, params));
    }

    private static <T> CompletionStage<T> tooLarge(long bytes) {
        return CompletableFuture.failedFuture(new PipesException(
                PipesException.Code.TOO_LARGE,
                bytes + " bytes are more than the " + Content.MAX_BYTES
                        + " that can be published at once. publish(ContentSource) takes more."));
    }

    @Override
    public Task<Sent> publish(ContentSource source) {
        ClientTask<Sent> task = calls.task();
        return task.endsWith(task.step(() -> begin(source.contentType()))
                .thenCompose(draft ->
                        Upload.of(source, draft, task, calls.conversation().callbacks())));
    }

    @Override
    public CompletionStage<MessageDraft> draft(String contentType) {
        return begin(contentType);
    }

    private CompletableFuture<MessageDraft> begin(String contentType) {
        return calls.open("content.publish", "content", params().put("contentType", contentType))
                .thenApply(ClientDraft::new);
    }

    @Override
    public Flow.Publisher<Bytes> content(MessageName.Published message) {
        return contents().read(message, 0);
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        return reading("pipeline.subscribe", Places.with(params(), from));
    }

    private Flow.Publisher<Message> reading(String method, ObjectNode params) {
        return calls.feed(() -> new Reading(method, params, contents()));
    }

    @Override
    public AutoCloseable subscribe(Consumer<Message> each) {
        Listener listener = new Listener(each);
        messages().subscribe(listener);
        return listener;
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        ObjectNode params = Places.with(params(), from).put("order", order.text());
        return calls.feed(() -> new Paging(params, 0, contents()));
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        if (count < 1 || count > MAX_NEWEST) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "The newest are 1 to " + MAX_NEWEST + " messages.");
        }
        ObjectNode params = Places.with(params(), before);
        return calls.feed(() -> new Paging(params, count, contents()));
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        return calls.feed("pipeline.progress", params(), Histories::progress);
    }

    @Override
    public Cursor cursor(String cursor) {
        return new ClientCursor(
                calls, params().put("cursor", cursor), reading("pipeline.subscribe", params().put("cursor", cursor)));
    }

    @Override
    public CompletionStage<List<String>> cursors() {
        return calls.list("pipeline.cursors", params(), row -> row.text("cursor"));
    }

    @Override
    public Task<Long> exportTo(OutputStream file, boolean contents) {
        return FileFromNode.write(calls, "archive", "archive.export", params().put("contents", contents), file);
    }

    @Override
    public ReplicatedState state() {
        return new ClientState(
                calls, Params.none().put("network", network.text()).put("pipeline", name));
    }

    @Override
    public <T> TypedPipeline<T> as(Codec<T> codec) {
        return new ClientTypedPipeline<>(this, codec);
    }
}
