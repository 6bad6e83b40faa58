// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeEventsTest {
    private static final NodeId NODE = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final NodeEvents events = new NodeEvents();
    private final List<String> told = new ArrayList<>();

    private AutoCloseable listen() {
        return events.listen(event -> told.add(event.kind()), () -> told.add("the end"));
    }

    @Test
    void who_listens_hears_once_that_the_node_was_closed() {
        listen();
        events.tell("joined", NODE);

        events.close();
        events.close();
        events.tell("removed", NODE);

        assertThat(told).containsExactly("joined", "the end");
    }

    @Test
    void who_comes_too_late_hears_it_at_once() {
        events.close();

        listen();

        assertThat(told).containsExactly("the end");
    }

    @Test
    void who_listens_no_more_hears_nothing_and_one_that_fails_keeps_nothing_from_the_others() throws Exception {
        AutoCloseable gone = listen();
        events.listen(
                event -> {
                    throw new IllegalStateException("broken");
                },
                () -> {
                    throw new IllegalStateException("broken");
                });
        listen();
        gone.close();

        events.tell("joined", NODE);
        events.close();

        assertThat(told).containsExactly("joined", "the end");
    }
}
