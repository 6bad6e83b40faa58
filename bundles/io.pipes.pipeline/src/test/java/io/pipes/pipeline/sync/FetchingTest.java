// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.LoneHistory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FetchingTest {
    private static final Duration MORE_THAN_PATIENCE = Duration.ofSeconds(16);

    private final LoneHistory lone = new LoneHistory(new Retention.Packets(100), 5);
    private final History history = lone.history;
    private final Fetching fetching = new Fetching(lone.node.loop(), () -> 5);
    private final Peer peer = new Peer();

    @Test
    void what_nobody_can_be_asked_for_does_not_count_as_being_fetched() {
        lone.authors.forEach(one -> fetching.offered(history, one, 1, 10, peer));
        fetching.assign();
        assertThat(peer.sent).as("so many as it answers at once").hasSize(4);
        assertThat(fetching.isBusy(history)).isTrue();

        lone.node.passes(MORE_THAN_PATIENCE);

        assertThat(peer.sent).hasSize(4);
        assertThat(fetching.isBusy(history)).isFalse();
    }
}
