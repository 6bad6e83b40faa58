// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.api.state.ReplicatedState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** One pipeline, seen from this node. May be used from any thread. */
@ProviderType
public interface LocalPipeline {
    int MAX_NEWEST = 10_000;

    PipelineInfo info();

    /**
     * Publishes to all members that are entitled. To a persistent pipeline this works while nobody is reachable.
     *
     * @param content not of the type {@code application/vnd.pipes.state}, which belongs to {@link #state}
     * @return completes when this node has handed it to its links, or made it durable if the pipeline is persistent; not yet, while
     *     queues are full (back-pressure). Fails with {@code TOO_LARGE}, {@code DENIED} (the role does not allow it, and the sentence
     *     names the one that does), {@code REVOKED}, or {@code STORAGE} when it could not be stored and so was not published
     */
    CompletionStage<Sent> publish(Content content);

    /**
     * Publishes several in this order, which go out together: they share packets, as far as they fit, and their signatures.
     *
     * @param contents at least one, together at most {@link Content#MAX_BYTES}
     * @param copies who waits until the last of them is durable elsewhere, if somebody does, as of {@link #publish(Content, AwaitedCopies)}
     * @return what became of each, in their order; fails when one of them does, as {@link #publish(Content)}, and others may have been
     *     published nevertheless
     */
    CompletionStage<List<Sent>> publish(List<Content> contents, Optional<AwaitedCopies> copies);

    /**
     * As {@link #publish(List, Optional)}, for a producer that numbers its messages.
     *
     * @param first of the first message; the others follow it, and each stands behind the one before it
     * @param behind which message the first one is to stand behind, if it matters
     */
    CompletionStage<List<Produced>> publish(
            List<Content> contents, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies);

    /**
     * As {@link #publish(Content)}, and waits until it is durable at several nodes. Asked are the nodes to which this one has a direct
     * link; what others have is not known. A node says so of its own disk, and is believed.
     *
     * @param content at most {@link Content#MAX_BYTES}: longer content travels apart from its message
     * @return completes with at how many nodes it is durable, which may be more than was wanted. Fails as {@link #publish(Content)} does,
     *     then nothing was published; with {@code TOO_FEW_COPIES} when the patience is over, then it was, and goes on to spread; with
     *     {@code INVALID_ARGUMENT} when the network has not so many members, and for a pipeline that keeps nothing
     */
    default CompletionStage<Sent> publish(Content content, StoredAt wanted) {
        return publish(content, new AwaitedCopies(wanted));
    }

    /** As {@link #publish(Content, StoredAt)}, for somebody who looks on, and may give up: then it completes with what is known. */
    CompletionStage<Sent> publish(Content content, AwaitedCopies copies);

    /**
     * As {@link #publish(Content)}, to a persistent pipeline, for a producer that may publish a message more than once because it does not
     * know what became of it: what is durable under its number is not published again. Of each producer the numbers of its messages are
     * remembered in the same step with these, as at most 64 ranges: beyond that what is missing in the lowest gap counts as published. 1,024
     * producers of each pipeline are remembered; the one that has published nothing for longest is forgotten first.
     *
     * <p>It stands behind another message of the producer, if one is named: it waits until that one has been handed in, is durable, or has failed
     * for good; for 10 s, unless nothing is known of the producer then.
     *
     * @param behind the number of that message, lower than this one's
     * @param content at most {@link Content#MAX_BYTES} where it is to be stored at several nodes
     * @param copies who waits for others, if somebody does; as of {@link #publish(Content, AwaitedCopies)}
     * @return as of {@link #publish(Content)}; what is being published under the same number has one outcome for all. When it fails, the
     *     number is free. Fails with {@code INVALID_ARGUMENT} for a pipeline that keeps nothing, and with {@code TIMED_OUT} when the message
     *     before it has not come
     */
    CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> copies);

    /** As the other one, behind whatever is there. */
    default CompletionStage<Produced> publish(Content content, ProducerNumber number, Optional<AwaitedCopies> copies) {
        return publish(content, number, OptionalLong.empty(), copies);
    }

    /**
     * What is durable of a producer; empty if nothing of it is remembered.
     *
     * @return fails with {@code INVALID_ARGUMENT} for another name, or for a pipeline that keeps nothing
     */
    CompletionStage<Optional<ProducerState>> producer(String name);

    /**
     * As {@link #publish(Content)}, for content that need not be in memory. Only persistent pipelines take more than {@link
     * Content#MAX_BYTES}: it is sealed and stored here while it is read, and members who can read the message fetch it from whoever has it.
     *
     * @return fails with {@code TOO_LARGE} also for what a live or point-to-point pipeline does not take, and with {@code INVALID_ARGUMENT}
     *     when the source could not be read or has not as much as it says
     */
    CompletionStage<Sent> publish(ContentSource source);

    /**
     * Begins a message of which the content is handed in piece by piece, up to {@link ContentSource#MAX_BYTES} where the pipeline is persistent.
     *
     * @param contentType as of {@link #publish(Content)}
     * @return fails at once with {@code INVALID_ARGUMENT}, {@code REFUSED} or {@code REVOKED}
     */
    CompletionStage<MessageDraft> draft(String contentType);

    /** Messages of others, and of this node itself, from now on; each once to each subscriber. */
    default Flow.Publisher<Message> messages() {
        return messages(From.NOW);
    }

    /**
     * Messages of others, and of this node itself, in the order in which this node got them: each author's in the order of its packets,
     * each once to each subscriber. A subscriber of a persistent pipeline that is slow misses nothing and costs nothing.
     *
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT} for a live pipeline unless from now on. A subscription fails with {@code
     *     NOT_FOUND} when this node does not have the packet to begin with, {@code FEATURE_MISSING} while the feature is being replaced
     */
    Flow.Publisher<Message> messages(From from);

    /**
     * As {@link #messages(From)}, but only what this node has now; then the subscription completes.
     */
    Flow.Publisher<Message> history(From from);

    /**
     * As {@link #history(From)}, in another order. In order of display reading begins at the start, at a time (by the authors' clocks), or
     * behind a message; packets whose key has not come yet are passed over. A history of any length takes little memory.
     *
     * @throws io.pipes.api.PipesException also {@code INVALID_ARGUMENT} for another place to begin
     */
    Flow.Publisher<Message> history(From from, Order order);

    /** As {@link #newest(int, Before)}, from the end on. */
    default Flow.Publisher<Message> newest(int count) {
        return newest(count, Before.END);
    }

    /**
     * The last messages before a place that this node has now and can read, in order of display; then the subscription completes. What is
     * before them is looked at only where it has to be; what is behind the place is passed through from the end, which takes the longer the
     * farther back the place is, and no memory.
     *
     * @param count 1 to {@link #MAX_NEWEST}; fewer come where fewer are there
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT} for another number, or for a live pipeline. The subscription fails as
     *     that of {@link #messages(From)}, with {@code NOT_FOUND} also when this node does not have the message to read before
     */
    Flow.Publisher<Message> newest(int count, Before before);

    /**
     * How far the copies of this pipeline have come together: as it is now, and whenever it has changed, at most once a second. Who reads
     * slowly gets the newest only.
     *
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT} for a live pipeline. A subscription fails with {@code FEATURE_MISSING}
     *     while the feature is being replaced
     */
    Flow.Publisher<SyncProgress> progress();

    /**
     * A place in its history that this node remembers; it need not exist.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT} for another name, or for a live pipeline
     */
    Cursor cursor(String name);

    /** The names of all cursors of this pipeline that this node remembers, in order. */
    CompletionStage<List<String>> cursors();

    /**
     * What the members have built together in this pipeline: maps, counters and sets. Their changes are in its history and not among its
     * messages.
     *
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT} unless the pipeline is persistent and keeps everything
     */
    ReplicatedState state();
}
