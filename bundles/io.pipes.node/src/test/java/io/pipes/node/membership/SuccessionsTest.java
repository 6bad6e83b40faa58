// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chains of successions as long as a member can make them. Signatures are checked before, so there are none here. */
class SuccessionsTest {
    private static final int LENGTH = 20_000;

    private static final NetworkId NETWORK = NetworkId.of(number(0));
    private static final Standing STANDING = new Standing(Role.WRITER, Role.WRITER, 0, 0);

    private final Dag dag = new Dag();

    @Test
    void a_chain_behind_a_lost_place_leads_to_who_has_the_place_however_long_it_is() {
        succession(0, 1, 0);
        for (int node = 2; node <= LENGTH; node++) {
            succession(node == 2 ? 0 : node - 1, node, node);
        }

        BitSet all = new BitSet();
        all.set(0, dag.size());
        Map<NodeId, NodeId> found = new Successions(dag, all).find();

        assertThat(found).hasSize(LENGTH).containsOnlyKeys(losers());
        assertThat(found.values()).containsOnly(NodeId.of(number(1)));
    }

    private static NodeId[] losers() {
        return IntStream.rangeClosed(0, LENGTH)
                .filter(node -> node != 1)
                .mapToObj(node -> NodeId.of(number(node)))
                .toArray(NodeId[]::new);
    }

    private void succession(int author, int successor, int id) {
        Candidate candidate =
                new Candidate(new NodeKeys(number(successor), number(-successor)), Bytes.EMPTY, Bytes.EMPTY);
        Newcomer newcomer = new Newcomer(NodeId.of(number(successor)), candidate, IdentityId.of(number(0)), "somebody");
        Possession none = new Possession(Bytes.EMPTY, number(successor), Bytes.EMPTY);
        dag.append(
                new Operation(
                        OperationId.of(number(id)),
                        NETWORK,
                        NodeId.of(number(author)),
                        List.of(),
                        0,
                        new Action.Succeed(newcomer, none),
                        Bytes.EMPTY),
                STANDING);
    }

    /** 32 bytes that are in the order of the numbers, as far as these are not negative. */
    private static Bytes number(int number) {
        return Bytes.wrap(ByteBuffer.allocate(32).putInt(number).array());
    }
}
