// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Message;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.pipeline.LoneNode;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private boolean counting = true;
    private final Acknowledgements acknowledgements = new Acknowledgements(() -> counting);
    private final CompletableFuture<Sent> durable = new CompletableFuture<>();
    private final CompletableFuture<Sent> seen = acknowledgements.await(durable).toCompletableFuture();
    private final Message message =
            new RecordedHistory(new LoneNode()).add(LoneNode.SELF, new StateOperation.CounterAdd("c", 1).content());
    private final Sent sent = new Sent(
            message.message(), message.packet(), Receipt.STORED, CompletableFuture.completedFuture(Receipt.STORED));

    @Test
    void what_is_durable_is_acknowledged_when_it_was_read() {
        durable.complete(sent);
        assertThat(seen).isNotDone();

        acknowledgements.read(message);
        assertThat(seen).isCompletedWithValue(sent);
    }

    @Test
    void what_was_read_is_acknowledged_when_it_is_known_to_be_durable() {
        acknowledgements.read(message);
        assertThat(seen).isNotDone();

        durable.complete(sent);
        assertThat(seen).isCompletedWithValue(sent);
    }

    @Test
    void what_counts_no_more_and_so_will_not_be_read_is_acknowledged_when_it_is_durable() {
        counting = false;
        acknowledgements.look();
        assertThat(seen).isNotDone();

        durable.complete(sent);
        assertThat(seen).isCompletedWithValue(sent);
    }

    @Test
    void who_waits_for_what_counts_no_more_hears_that_it_is_durable() {
        durable.complete(sent);
        counting = false;
        acknowledgements.look();

        assertThat(seen).isCompletedWithValue(sent);
    }

    @Test
    void what_could_not_be_stored_fails() {
        durable.completeExceptionally(new IllegalStateException("full"));

        assertThat(seen).isCompletedExceptionally();
    }

    @Test
    void what_is_durable_is_acknowledged_also_when_nobody_reads_any_more() {
        durable.complete(sent);
        acknowledgements.close();

        assertThat(seen).isCompletedWithValue(sent);
    }
}
