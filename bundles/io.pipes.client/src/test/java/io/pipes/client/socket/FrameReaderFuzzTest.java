// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.client.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What a server may answer a client that was pointed at the wrong one. */
class FrameReaderFuzzTest {
    private static final int MOST = 4_096;

    @FuzzTest(maxDuration = "20s")
    void frames_and_what_is_in_them_are_bounded_or_refused(byte[] bytes) {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), MOST);
        int read = 0;
        try {
            while (true) {
                byte[] payload = reader.read().payload();
                read += payload.length;
                reads(payload);
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?s)(a frame|the connection).*");
        }
        assertThat(read).isLessThanOrEqualTo(bytes.length);
    }

    private static void reads(byte[] payload) {
        try {
            Json.readObject(payload);
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
