// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.List;

class TokenFileFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_on_disk_is_refused_or_is_exactly_what_would_be_written(byte[] bytes) {
        List<Token> tokens;
        try {
            tokens = TokenFile.decode(Bytes.copyOf(bytes));
        } catch (MalformedException damaged) {
            return;
        }
        assertThat(TokenFile.encode(tokens).toArray()).isEqualTo(bytes);
    }
}
