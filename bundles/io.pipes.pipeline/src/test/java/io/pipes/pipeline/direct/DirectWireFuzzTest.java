// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class DirectWireFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_can_be_written_and_read_again(byte[] bytes) {
        try {
            DirectWire.Said said = DirectWire.read(Bytes.copyOf(bytes));
            Bytes again = said.type() == DirectWire.MESSAGES
                    ? DirectWire.messages(said.session(), said.number(), said.items())
                    : DirectWire.word(said.type(), said.session(), said.number());
            assertThat(DirectWire.read(again)).isEqualTo(said);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
