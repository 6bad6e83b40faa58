// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

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
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.api.state.ReplicatedState;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A pipeline as applications hold it, also while it becomes another kind of pipeline. */
final class ChangingPipeline implements LocalPipeline {
    private volatile OpenPipeline present;

    ChangingPipeline(OpenPipeline present) {
        this.present = present;
    }

    OpenPipeline present() {
        return present;
    }

    void become(OpenPipeline successor) {
        present = successor;
    }

    @Override
    public PipelineInfo info() {
        return present.info();
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        return present.publish(content);
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> contents, Optional<AwaitedCopies> copies) {
        return present.publish(contents, copies);
    }

    @Override
    public CompletionStage<List<Produced>> publish(
            List<Content> contents, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies) {
        return present.publish(contents, first, behind, copies);
    }

    @Override
    public CompletionStage<Sent> publish(Content content, AwaitedCopies copies) {
        return present.publish(content, copies);
    }

    @Override
    public CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> copies) {
        return present.publish(content, number, behind, copies);
    }

    @Override
    public CompletionStage<Optional<ProducerState>> producer(String name) {
        return present.producer(name);
    }

    @Override
    public CompletionStage<Sent> publish(ContentSource source) {
        return present.publish(source);
    }

    @Override
    public CompletionStage<MessageDraft> draft(String contentType) {
        return present.draft(contentType);
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        return present.messages(from);
    }

    @Override
    public Flow.Publisher<Message> history(From from) {
        return present.history(from);
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        return present.history(from, order);
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        return present.newest(count, before);
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        return present.progress();
    }

    @Override
    public Cursor cursor(String name) {
        return present.cursor(name);
    }

    @Override
    public CompletionStage<List<String>> cursors() {
        return present.cursors();
    }

    @Override
    public ReplicatedState state() {
        return present.state();
    }
}
