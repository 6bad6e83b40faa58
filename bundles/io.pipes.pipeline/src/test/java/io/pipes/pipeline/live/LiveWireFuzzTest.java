// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class LiveWireFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void lists_are_read_and_written_alike(byte[] bytes) {
        Bytes message = Bytes.copyOf(bytes);
        try {
            int type = LiveWire.type(message);
            if (type == LiveWire.ANNOUNCE) {
                assertThat(LiveWire.announce(LiveWire.announced(LiveWire.body(message))))
                        .isEqualTo(message);
            } else if (type == LiveWire.WANT) {
                assertThat(LiveWire.want(LiveWire.wanted(LiveWire.body(message))))
                        .isEqualTo(message);
            } else if (type == LiveWire.OFFER) {
                Bytes body = LiveWire.body(message);
                assertThat(LiveWire.offer(LiveWire.offered(body), LiveWire.offeredAuthor(body)))
                        .isEqualTo(message);
            } else if (type == LiveWire.GRAFT) {
                assertThat(LiveWire.graft(LiveWire.author(LiveWire.body(message))))
                        .isEqualTo(message);
            } else if (type == LiveWire.PRUNE) {
                assertThat(LiveWire.prune(LiveWire.author(LiveWire.body(message))))
                        .isEqualTo(message);
            } else if (type == LiveWire.RECALL) {
                LiveWire.recalled(LiveWire.body(message));
                assertThat(LiveWire.recall()).isEqualTo(message);
            }
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
