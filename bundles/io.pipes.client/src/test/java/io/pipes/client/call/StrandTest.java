// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StrandTest {
    @Test
    void an_error_of_one_task_is_reported_and_keeps_no_other_one_from_running() throws Exception {
        Strand strand = new Strand();
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        CompletableFuture<String> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            strand.execute(() -> {
                throw new NoClassDefFoundError("Its bundle is gone");
            });
            strand.execute(() -> next.complete("ran"));
        });
        thread.setUncaughtExceptionHandler((where, what) -> reported.complete(what));
        thread.start();

        assertThat(reported.get(20, TimeUnit.SECONDS)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("ran");
    }
}
