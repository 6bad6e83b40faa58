// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class HeldMessageFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_has_only_this_encoding(byte[] bytes) {
        Bytes encoded = Bytes.copyOf(bytes);
        try {
            assertThat(HeldMessage.decode(encoded).encode()).isEqualTo(encoded);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
