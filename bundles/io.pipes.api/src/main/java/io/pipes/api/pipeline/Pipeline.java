// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.Task;
import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import io.pipes.api.state.ReplicatedState;
import io.pipes.base.Bytes;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A pipeline of a network. A handle, which may be used from any thread; stages and subscriptions fail with {@code NOT_FOUND} if the network has
 * no pipeline of this name.
 *
 * <p><b>Connections that are lost.</b> A call that waits when the connection to the node is lost is made again when it is back; what was
 * published into a persistent pipeline is published once. Subscriptions go on where they were: of a persistent pipeline without a gap or a
 * repetition, of a live one with what comes then ({@link io.pipes.api.message.MessageSubscriber}).
 */
@ProviderType
public interface Pipeline {
    int MAX_NEWEST = 10_000;

    String name();

    CompletionStage<PipelineInfo> info();

    /** Changes settings for all members; durable when the stage completes. Fails with {@code DENIED} unless this node may. */
    CompletionStage<PipelineInfo> change(PipelineChange change);

    /**
     * Publishes to all members that are entitled. To a persistent pipeline this works while nobody is reachable.
     *
     * @param content at most {@link Content#MAX_BYTES}; longer ones by {@link #publish(ContentSource)}
     * @return completes when this node has handed it to its links, or made it durable if the pipeline is persistent; not yet, while
     *     queues are full (back-pressure). Fails with {@code TOO_LARGE}, {@code DENIED} (the role does not allow it, and the sentence
     *     names the one that does), {@code REVOKED}, or {@code STORAGE} when it could not be stored and so was not published
     */
    CompletionStage<Sent> publish(Content content);

    /** As {@link #publish(Content)}, of a text. */
    default CompletionStage<Sent> publish(String text) {
        return publish(Content.text(text));
    }

    /**
     * Publishes several messages in this order, which costs less than one by one.
     *
     * @param contents 1 to 1,024, at most {@link Content#MAX_BYTES} together
     * @return as of {@link #publish(Content)}; for each one in order
     */
    CompletionStage<List<Sent>> publish(List<Content> contents);

    /**
     * As {@link #publish(Content)}, and waits until it is durable at several nodes, as far as those to which this one has a direct link say.
     *
     * @return completes with at how many nodes it is durable; its progress counts nodes, at most once a second. Who cancels waits no longer,
     *     and it is published as soon as the node has heard of it. Fails as {@link #publish(Content)} does, then nothing was published; with {@code
     *     TOO_FEW_COPIES} when the patience is over, then it was, and goes on to spread
     */
    Task<Sent> publish(Content content, StoredAt wanted);

    /**
     * As {@link #publish(Content)}, for content that need not be in memory; only persistent pipelines take more than 1 MiB.
     *
     * @return its progress counts bytes; nothing is published when it is cancelled before the last of them
     */
    Task<Sent> publish(ContentSource source);

    /** Begins a message of which the content is handed in piece by piece, up to {@link ContentSource#MAX_BYTES}. */
    CompletionStage<MessageDraft> draft(String contentType);

    /** Reads the content of a message that is above 1 MiB, in pieces of at most 1 MiB, as it is fetched from whoever has it. */
    Flow.Publisher<Bytes> content(MessageName.Published message);

    /** Messages of others, and of this node itself, from now on; each once to each subscriber. */
    default Flow.Publisher<Message> messages() {
        return messages(From.NOW);
    }

    /**
     * Messages of others, and of this node itself, in the order in which this node got them: each author's in the order of its packets,
     * each once to each subscriber. A subscriber of a persistent pipeline that is slow misses nothing and costs nothing; one of a live pipeline
     * is told what it missed if it is a {@link io.pipes.api.message.MessageSubscriber}.
     *
     * @param from of a live pipeline, which keeps nothing, only from now on
     */
    Flow.Publisher<Message> messages(From from);

    /**
     * Hears each message from now on, one after the other, and asks for the next one when it has dealt with one.
     *
     * @param each may block; what it throws ends the subscription
     * @return ends the subscription
     */
    AutoCloseable subscribe(Consumer<Message> each);

    /** As {@link #messages(From)}, but only what this node has now; then the subscription completes. */
    default Flow.Publisher<Message> history(From from) {
        return history(from, Order.ARRIVAL);
    }

    /**
     * As {@link #history(From)}, in another order. In order of display reading begins at the start or at a time (by the authors' clocks);
     * packets whose key has not come yet are passed over.
     */
    Flow.Publisher<Message> history(From from, Order order);

    /** As {@link #newest(int, Before)}, from the end on. */
    default Flow.Publisher<Message> newest(int count) {
        return newest(count, Before.END);
    }

    /**
     * The last messages before a place that this node has now and can read, in order of display; then the subscription completes.
     *
     * @param count 1 to {@link #MAX_NEWEST}; fewer come where fewer are there
     */
    Flow.Publisher<Message> newest(int count, Before before);

    /** How far the copies of this pipeline have come together: as it is now, and whenever it has changed, at most once a second. */
    Flow.Publisher<SyncProgress> progress();

    /**
     * A place in its history that this node remembers; it need not exist.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}
     */
    Cursor cursor(String name);

    /** The names of all cursors of this pipeline that this node remembers, in order. */
    CompletionStage<List<String>> cursors();

    /**
     * Writes what this node has of a persistent pipeline, sealed, as a file that another member can import ({@link Pipelines#importFrom}).
     *
     * @param file stays the caller's; it is written on the executor, where it may block, and not closed
     * @param contents whether contents above 1 MiB are in it as well
     * @return completes with the length of the file; its progress counts bytes. Fails with {@code INVALID_ARGUMENT} when the stream fails, else
     *     as {@link HistoryExport#next}
     */
    Task<Long> exportTo(OutputStream file, boolean contents);

    /** What the members have built together in this pipeline, if it is persistent and keeps everything: maps, counters and sets. */
    ReplicatedState state();

    /** The same pipeline of values of an application. */
    <T> TypedPipeline<T> as(Codec<T> codec);
}
