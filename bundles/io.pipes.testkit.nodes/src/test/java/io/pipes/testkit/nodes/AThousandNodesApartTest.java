// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link PartitionAndHealTest} does, with very many nodes; a class of its own since it takes longest and so begins among the first. */
@Tag("simulation")
class AThousandNodesApartTest {
    private static final int NODES = Integer.getInteger("pipes.test.large", 1_000);

    @Test
    void very_many_nodes_agree_again() {
        PartitionAndHealTest.run(
                SimulatedPipes.network(NODES).seed(11).routed(false).joiningInTurn());
    }
}
