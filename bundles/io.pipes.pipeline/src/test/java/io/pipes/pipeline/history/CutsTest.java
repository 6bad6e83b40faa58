// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.spi.node.Member;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CutsTest {
    private static final int VERY_MANY = 50_000;

    private final LoneNode node = new LoneNode();
    private final Cuts cuts = new Cuts(node, new PipelineCatalog(node));

    private static NodeId id(int number) {
        return NodeId.of(Bytes.wrap(
                ByteBuffer.allocate(NodeId.SIZE).putInt(number).put((byte) 1).array()));
    }

    @Test
    void whoever_stands_for_an_author_is_found_behind_very_many_successions() {
        for (int i = 0; i < VERY_MANY; i++) {
            node.successors.put(id(i), id(i + 1));
        }
        node.successors.put(id(VERY_MANY), LoneNode.SELF);

        assertThat(cuts.holder(id(0)).map(Member::id)).contains(LoneNode.SELF);
    }

    @Test
    void nobody_stands_for_nodes_that_name_each_other() {
        node.successors.put(id(1), id(2));
        node.successors.put(id(2), id(1));

        assertThat(cuts.holder(id(1))).isEmpty();
    }
}
