// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import java.util.concurrent.CompletionStage;

/** Messages that one process keeps, as those know them who append: a pipeline with its history, a stream. May be used from any thread. */
interface Log {
    /** What a process that wants to obtain it must be told, without spaces. */
    String address() throws Exception;

    /** The stage completes when the message is acknowledged. */
    CompletionStage<?> append(byte[] message);

    /** Returns when the message is acknowledged. */
    void appendAndWait(byte[] message) throws Exception;

    /** Returns when one message is acknowledged that consists of the first so many notes. */
    default void appendContent(long notes) throws Exception {
        throw new UnsupportedOperationException("Only some keepers take long contents");
    }
}
