// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.time.SeededRandomness;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EpochStatementTest {
    private final CryptoSuite suite = new Pipes1Suite();
    private final Randomness randomness = new SeededRandomness(1);
    private final Bytes some = Bytes.wrap(new byte[32]);

    @Test
    void a_writer_may_record_as_many_boxes_as_are_written_at_once() throws MalformedException {
        Bytes box = suite.box(
                suite.newBoxKey(randomness).publicKey(),
                Label.EPOCH_BOX,
                some,
                Bytes.wrap(new byte[EpochMinter.SECRET_BYTES]),
                randomness);
        Map<NodeId, Bytes> boxes = new TreeMap<>();
        for (int i = 0; i < EpochStatement.BOXES_AT_ONCE; i++) {
            boxes.put(NodeId.of(Bytes.wrap(randomness.bytes(NodeId.SIZE))), box);
        }

        Bytes statement = new EpochStatement(
                        PipelineId.of(some),
                        some,
                        1_800_000_000_000L,
                        Collections.nCopies(EpochStatement.MAX_PARENTS, EpochId.of(some)),
                        boxes)
                .encode();

        assertThat(statement.size()).isLessThanOrEqualTo(Membership.MAX_WRITER_STATEMENT_BYTES);
    }
}
