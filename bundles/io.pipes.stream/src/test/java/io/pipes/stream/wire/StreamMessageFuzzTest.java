// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class StreamMessageFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_is_written_the_same_way_again(byte[] bytes) {
        try {
            Bytes message = Bytes.copyOf(bytes);
            assertThat(written(StreamMessage.read(message))).isEqualTo(message);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    private static Bytes written(StreamMessage message) throws MalformedException {
        return switch (message.type()) {
            case HELLO -> StreamMessage.hello(message.first(), message.incarnation());
            case OPEN ->
                StreamMessage.open(message.stream(), message.openLimit(), message.service(), message.argument());
            case DATA -> joined(StreamMessage.dataHead(message.stream(), message.offset()), message);
            case END -> StreamMessage.end(message.stream(), message.offset());
            case STATE -> StreamMessage.state(message.stream(), message.received(), message.limit(), message.taken());
            case RESET -> StreamMessage.reset(message.stream(), message.reason());
            case GONE -> StreamMessage.gone(message.stream());
            case STILL -> StreamMessage.still();
        };
    }

    private static Bytes joined(Bytes head, StreamMessage data) {
        byte[] whole = new byte[head.size() + data.pieceSize()];
        head.copyTo(whole, 0);
        data.piece().get(whole, head.size(), data.pieceSize());
        return Bytes.wrap(whole);
    }
}
