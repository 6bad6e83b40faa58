// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final NodeId AUTHOR = NodeId.of(ZEROS);

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private final Chains chains =
            new Chains(node, ZEROS.slice(0, 16), new Cuts(node, new PipelineCatalog(node)), new Forks(node));
    private final Holes holes = new Holes();
    private final Inspection inspection =
            new Inspection(new HistoryStore(node.store(), ZEROS.slice(0, 16)), chains, holes);

    /** All of them are missing. */
    private Chain ofThree() {
        Chain chain = chains.of(AUTHOR);
        chain.withdrawnTo(new Chain.End(3, ZEROS, 0));
        return chain;
    }

    @Test
    void what_a_chain_names_and_is_not_there_is_missing() {
        ofThree();

        inspection.run();
        node.passes(Duration.ofSeconds(1));

        assertThat(holes.first(AUTHOR, 1, 3)).contains(new Missing(1, 3));
    }

    @Test
    void what_goes_while_it_is_looked_for_is_not() {
        Chain chain = ofThree();

        inspection.run();
        chain.floor(new Chain.Floor(2, 0));
        chain.withdrawnTo(new Chain.End(2, ZEROS, 0));
        node.passes(Duration.ofSeconds(1));

        assertThat(holes.first(AUTHOR, 1, 3)).contains(new Missing(2, 2));
    }
}
