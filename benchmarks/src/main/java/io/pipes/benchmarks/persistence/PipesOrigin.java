// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.engine.EngineParts;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A node that founds a network for each log, since who joins a network obtains all of it. */
record PipesOrigin(PlainNode node) implements Origin {
    static final String NAME = "origin";
    static final String PIPELINE = "notes";

    private static final String TYPE = "application/octet-stream";
    private static final int MOST_GUESTS = 100;

    static PipesOrigin start(Path home) throws Exception {
        return new PipesOrigin(PlainNode.start(EngineParts.start(), home, NAME));
    }

    @Override
    public Log begin(String name) {
        LocalNetwork network = node.create(name);
        LocalPipelines pipelines = network.facet(LocalPipelines.class).orElseThrow();
        return new History(
                network, PlainNode.done(pipelines.create(PIPELINE, PipelineKind.PERSISTENT, Optional.empty())));
    }

    private record History(LocalNetwork network, LocalPipeline pipeline) implements Log {
        @Override
        public String address() {
            InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(1), MOST_GUESTS);
            return PlainNode.done(network.invite(terms)).ticket();
        }

        @Override
        public CompletionStage<?> append(byte[] message) {
            return pipeline.publish(new Content(TYPE, Bytes.wrap(message))).thenAccept(History::check);
        }

        @Override
        public void appendAndWait(byte[] message) {
            PlainNode.done(append(message));
        }

        @Override
        public void appendContent(long notes) {
            ContentSource source = new ContentSource(TYPE, Counts.bytes(notes), () -> new NotesStream(notes));
            check(PlainNode.done(pipeline.publish(source)));
        }

        private static void check(Sent sent) {
            if (sent.receipt() != Receipt.STORED) {
                throw new IllegalStateException("A message was not stored");
            }
        }
    }
}
