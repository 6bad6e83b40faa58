// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.storage.Change;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk has set records aside: perhaps what was written of a chain of another author, and none of its packets. */
class LostChainsTest {
    private final LoneHistory lone = new LoneHistory(Retention.ALL, 2);
    private final NodeId author = lone.authors.get(0);
    private long lost;

    @BeforeEach
    void hear() {
        lone.history.take(lone.side(List.of(), 1, 3, 0), LoneNode.SELF);
        lone.passes();
        lone.node.behind(store -> SetAside.of(store, () -> lost));
    }

    private void lose() {
        lone.node.store().commit(List.of(Change.remove("pipeline/chains/" + LoneHistory.TAG.hex(), author.bytes())));
        lone.passes();
    }

    private Chains loaded() {
        Chains chains = new Chains(lone.node, LoneHistory.TAG, lone.cuts, new Forks(lone.node));
        chains.load(new HistoryStore(lone.node.store(), LoneHistory.TAG), true);
        lone.passes();
        return chains;
    }

    @Test
    void its_packets_are_found_and_that_is_written_down() {
        lose();
        assertThat(loaded().end(author)).as("nothing was set aside").isZero();

        lost = 1;
        Chains found = loaded();
        assertThat(found.end(author)).isEqualTo(3);
        assertThat(found.packets()).isEqualTo(3);
        assertThat(found.authors()).doesNotContain(lone.authors.get(1));

        lost = 0;
        assertThat(loaded().end(author)).as("at the next start").isEqualTo(3);
    }

    @Test
    void where_other_records_were_set_aside_all_is_read_as_it_was_written() {
        lost = 1;
        assertThat(loaded().end(author)).isEqualTo(3);
    }
}
