// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    @Test
    void what_an_executor_refuses_runs_elsewhere_and_not_inside_the_strand() throws Exception {
        Callbacks callbacks = new Callbacks(task -> {
            throw new RejectedExecutionException("It was shut down");
        });
        Strand strand = new Strand();
        CompletableFuture<Boolean> waited = new CompletableFuture<>();

        // An application may wait in a callback for something that only the strand can bring.
        strand.execute(() -> callbacks.execute(() -> {
            CompletableFuture<Void> brought = new CompletableFuture<>();
            strand.execute(() -> brought.complete(null));
            waited.complete(brought.orTimeout(10, TimeUnit.SECONDS)
                    .handle((done, late) -> late == null)
                    .join());
        }));

        assertThat(waited.get(20, TimeUnit.SECONDS)).isTrue();
    }
}
