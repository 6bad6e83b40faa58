// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.MalformedException;

class FrameFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void frames_stay_inside_their_record(byte[] bytes) {
        FrameReader reader = new FrameReader();
        reader.begin(bytes, 0, bytes.length);
        int payloads = 0;
        try {
            while (reader.next()) {
                payloads += reader.payload().size();
                look(reader);
            }
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
        assertThat(payloads).isLessThanOrEqualTo(bytes.length);
    }

    private static void look(FrameReader reader) throws MalformedException {
        switch (reader.type()) {
            case OPEN -> Opening.decode(reader.payload());
            case CREDIT, ACK -> assertThat(reader.number(Long.MAX_VALUE)).isNotNegative();
            case PING, PONG -> reader.fixed();
            case GOAWAY -> assertThat(reader.octet()).isBetween(0, 255);
            default -> assertThat(reader.exchange()).isBetween(0, Frames.MAX_EXCHANGE);
        }
    }
}
