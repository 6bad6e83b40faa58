// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.LoneHistory;
import io.pipes.pipeline.packet.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyRunsTest {
    private final LoneHistory lone = new LoneHistory(Retention.ALL, 1);
    private final Bytes tag = lone.history.routeTag();
    private final NodeId author = lone.authors.get(0);
    private final List<Packet> written = lone.side(List.of(), 1, 60, 0);
    private final EarlyRuns early = new EarlyRuns();

    private EarlyRuns.Early run(int first, int last) {
        List<Packet> packets = written.subList(first - 1, last);
        List<Bytes> encoded = packets.stream().map(Packet::encoded).toList();
        return new EarlyRuns.Early(new Peer(), new SyncMessage.Run(tag, author, encoded, false, true), packets);
    }

    @Test
    void what_came_too_early_is_taken_in_its_turn() {
        EarlyRuns.Early third = run(21, 30);
        EarlyRuns.Early second = run(11, 20);
        early.add(third);
        early.add(second);

        assertThat(early.next(tag, author, 9)).isEmpty();
        assertThat(early.next(tag, author, 10)).contains(second);
        assertThat(early.next(tag, author, 15)).as("not up to there yet").isEmpty();
        assertThat(early.next(tag, author, 20)).contains(third);
        assertThat(early.authors(tag)).isEmpty();
    }

    @Test
    void what_waits_is_not_asked_for() {
        early.add(run(11, 20));
        early.add(run(31, 40));

        assertThat(early.after(tag, author, 1)).isEqualTo(1);
        assertThat(early.begin(tag, author, 1)).isEqualTo(11);
        assertThat(early.after(tag, author, 11)).isEqualTo(21);
        assertThat(early.begin(tag, author, 21)).isEqualTo(31);
        assertThat(early.after(tag, author, 35)).isEqualTo(41);
        early.forget(tag, author);
        assertThat(early.after(tag, author, 35)).isEqualTo(35);
    }
}
