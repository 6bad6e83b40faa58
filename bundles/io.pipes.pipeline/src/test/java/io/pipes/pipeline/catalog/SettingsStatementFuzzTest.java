// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class SettingsStatementFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_has_only_this_encoding(byte[] bytes) {
        try {
            SettingsStatement said = SettingsStatement.decode(Bytes.copyOf(bytes));
            assertThat(said.encode()).isEqualTo(Bytes.copyOf(bytes));
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
