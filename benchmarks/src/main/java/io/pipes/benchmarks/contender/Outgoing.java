// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Hands messages to Pipes without waiting for each, but only so many at a time until it has accepted them. */
final class Outgoing {
    private static final int UNDER_WAY = 4_096;
    private static final String TYPE = "application/octet-stream";

    private final Function<Content, CompletionStage<Sent>> call;
    private final Semaphore room = new Semaphore(UNDER_WAY);

    Outgoing(Function<Content, CompletionStage<Sent>> call) {
        this.call = call;
    }

    void send(byte[] message) {
        room.acquireUninterruptibly();
        call.apply(new Content(TYPE, Bytes.wrap(message))).whenComplete((sent, failure) -> {
            room.release();
            if (failure != null) {
                failure.printStackTrace();
            }
        });
    }
}
