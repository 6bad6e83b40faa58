// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.testkit.crypto.SimulatedSuite;

class LetterFuzzTest {
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));

    private final SimulatedSuite suite = new SimulatedSuite();

    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_keeps_its_bytes_and_its_limits(byte[] bytes) {
        Bytes encoded = Bytes.copyOf(bytes);
        try {
            Letter letter = Letter.decode(suite, NETWORK, encoded);
            assertThat(letter.encoded()).isEqualTo(encoded);
            assertThat(letter.number()).isPositive();
            assertThat(letter.lifetime()).isBetween(HeldRules.SHORTEST, HeldRules.LONGEST);
            assertThat(letter.sender()).isNotEqualTo(letter.recipient());
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
