// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

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

/** A pipeline of which a test uses only what it overrides. */
abstract class UnusedPipeline implements LocalPipeline {
    @Override
    public PipelineInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Sent> publish(Content content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Sent>> publish(List<Content> contents, Optional<AwaitedCopies> copies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Produced>> publish(
            List<Content> contents, ProducerNumber first, OptionalLong behind, Optional<AwaitedCopies> copies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Sent> publish(Content content, AwaitedCopies copies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Produced> publish(
            Content content, ProducerNumber number, OptionalLong behind, Optional<AwaitedCopies> copies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<ProducerState>> producer(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Sent> publish(ContentSource source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<MessageDraft> draft(String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Message> messages(From from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Message> history(From from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Message> history(From from, Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<Message> newest(int count, Before before) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<SyncProgress> progress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cursor cursor(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<String>> cursors() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicatedState state() {
        throw new UnsupportedOperationException();
    }
}
