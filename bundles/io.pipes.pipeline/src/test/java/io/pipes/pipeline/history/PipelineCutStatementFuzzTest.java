// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class PipelineCutStatementFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_as_a_cut_can_be_written_and_read_again(byte[] bytes) {
        try {
            PipelineCutStatement said = PipelineCutStatement.decode(Bytes.copyOf(bytes));
            assertThat(PipelineCutStatement.decode(said.encode())).isEqualTo(said);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
