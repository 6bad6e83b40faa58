// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;

class CborFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_says_the_same_when_it_is_written_and_read_again(byte[] bytes) throws UnreadableException {
        JsonNode message;
        try {
            message = Cbor.read(bytes, 0, bytes.length);
        } catch (UnreadableException nonsense) {
            return;
        }
        byte[] written = Cbor.write(message);
        assertThat(Cbor.write(Cbor.read(written, 0, written.length))).isEqualTo(written);
    }
}
