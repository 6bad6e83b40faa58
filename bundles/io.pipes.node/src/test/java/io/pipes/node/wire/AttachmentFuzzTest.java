// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.Optional;

class AttachmentFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void an_attachment_is_what_it_was_encoded_from_or_refused(byte[] bytes) {
        ByteQueue queue = new ByteQueue();
        queue.append(Bytes.copyOf(bytes).buffer());
        try {
            Optional<Attachment> attachment = Attachment.take(queue);
            attachment.ifPresent(read -> {
                assertThat(Bytes.copyOf(bytes).startsWith(read.encode())).isTrue();
                assertThat(queue.size()).isEqualTo(bytes.length - Attachment.BYTES);
            });
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
