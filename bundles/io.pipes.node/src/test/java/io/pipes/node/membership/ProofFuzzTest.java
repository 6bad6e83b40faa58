// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.testkit.time.ManualClock;

class ProofFuzzTest {
    private static final Node OLGA = Node.found("olga", new ManualClock(), 1);
    private static final Node ANNA = OLGA.add("anna", Role.WRITER);
    private static final Node OLD = OLGA.stranger("old");

    @FuzzTest(maxDuration = "20s")
    void nothing_but_a_proof_proves_anything(byte[] bytes) {
        try {
            assertThat(OLD.ledger
                            .verifyProof(Bytes.copyOf(bytes), ANNA.actor.link.publicKey())
                            .id())
                    .isEqualTo(ANNA.id);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
