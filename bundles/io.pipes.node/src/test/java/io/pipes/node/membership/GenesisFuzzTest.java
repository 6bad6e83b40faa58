// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.identity.IdentityGenesis;

class GenesisFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_an_identity_is_written_the_same_way_again(byte[] bytes) {
        try {
            assertThat(IdentityGenesis.decode(Bytes.copyOf(bytes)).encode()).isEqualTo(Bytes.copyOf(bytes));
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
