// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class IntroductionFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_is_written_the_same_way_again(byte[] bytes) {
        Bytes payload = Bytes.copyOf(bytes);
        try {
            assertThat(Introduction.decode(payload).encode()).isEqualTo(payload);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
        try {
            assertThat(Introduction.readAnswer(payload)).isNotNegative();
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
