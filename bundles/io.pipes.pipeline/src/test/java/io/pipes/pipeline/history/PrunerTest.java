// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.HybridClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is read to find out that nothing is to be dropped. */
class PrunerTest {
    private static final int PACKETS = 70;

    private LoneHistory with(Retention retention) {
        LoneHistory lone = new LoneHistory(retention, 1);
        long now = new HybridClock(lone.node.clock()).next();
        lone.history.take(lone.side(List.of(), 1, PACKETS, -now), LoneNode.SELF);
        lone.passes();
        lone.read.clear();
        return lone;
    }

    private static boolean isDropped(LoneHistory lone, long seq) {
        NodeId author = lone.authors.get(0);
        return lone.history.isDropped(author, seq);
    }

    @Test
    void where_there_are_fewer_than_are_kept_nothing_is_read() {
        LoneHistory lone = with(new Retention.Packets(PACKETS));

        lone.node.passes(Pruner.PAUSE.multipliedBy(5));

        assertThat(lone.read).isEmpty();
        assertThat(isDropped(lone, 1)).isFalse();
    }

    @Test
    void where_there_are_fewer_bytes_than_are_kept_nothing_is_read() {
        LoneHistory lone = with(new Retention.Size(1 << 20));

        lone.node.passes(Pruner.PAUSE.multipliedBy(5));

        assertThat(lone.read).isEmpty();
        assertThat(isDropped(lone, 1)).isFalse();
    }

    @Test
    void where_nothing_is_too_old_one_packet_of_each_author_is_read() {
        LoneHistory lone = with(new Retention.Age(Duration.ofDays(1)));

        lone.node.passes(Pruner.PAUSE.multipliedBy(3).plusSeconds(1));
        assertThat(lone.read).containsExactly(1, 1, 1);

        lone.node.passes(Duration.ofDays(1));
        assertThat(isDropped(lone, PACKETS)).isTrue();
    }
}
