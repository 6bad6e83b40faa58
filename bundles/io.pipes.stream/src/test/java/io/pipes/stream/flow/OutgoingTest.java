// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.stream.wire.MessageType;
import io.pipes.stream.wire.StreamMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutgoingTest {
    private static final long ID = 4;

    private final Wire wire = new Wire();
    private final Outgoing outgoing = new Outgoing(100_000);

    private static byte[] chance(int bytes) {
        byte[] array = new byte[bytes];
        new Random(bytes).nextBytes(array);
        return array;
    }

    private void write(byte[] bytes) {
        outgoing.write(ByteBuffer.wrap(bytes));
    }

    private void sendAll() {
        while (outgoing.ready()) {
            outgoing.emit(ID, wire);
        }
    }

    private byte[] said() throws MalformedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Bytes message : wire.said()) {
            StreamMessage read = StreamMessage.read(message);
            if (read.type() == MessageType.DATA) {
                assertThat(read.offset()).isEqualTo(all.size());
                all.writeBytes(
                        message.slice(StreamMessage.DATA_HEAD, message.size()).toArray());
            }
        }
        return all.toByteArray();
    }

    @Test
    void what_is_written_a_little_at_a_time_leaves_in_full_pieces() throws MalformedException {
        byte[] bytes = chance(50_000);
        for (int i = 0; i < bytes.length; i += 10) {
            outgoing.write(ByteBuffer.wrap(bytes, i, 10));
        }
        sendAll();

        assertThat(said()).isEqualTo(bytes);
        assertThat(wire.said()).hasSize(50_000 / StreamMessage.MAX_PIECE + 1);
    }

    @Test
    void nothing_leaves_beyond_the_limit_and_what_is_cut_there_goes_on_later() throws MalformedException {
        byte[] bytes = chance(150_000);
        write(bytes);
        sendAll();
        assertThat(said()).hasSize(100_000);

        outgoing.confirm(40_000, 149_999);
        sendAll();
        assertThat(said()).hasSize(149_999);
        outgoing.confirm(149_999, 200_000);
        sendAll();

        assertThat(said()).isEqualTo(bytes);
    }

    @Test
    void over_another_link_it_goes_on_where_the_other_side_is() throws MalformedException {
        byte[] bytes = chance(60_000);
        write(bytes);
        outgoing.end();
        sendAll();
        outgoing.hold();
        assertThat(outgoing.ready()).isFalse();
        wire.said().clear();

        outgoing.confirm(33_333, 100_000);
        sendAll();

        assertThat(StreamMessage.read(wire.said().get(0)).offset()).isEqualTo(33_333);
        assertThat(StreamMessage.read(wire.said().get(wire.said().size() - 1)).type())
                .isEqualTo(MessageType.END);
        assertThat(wire.bytesOfData()).isEqualTo(60_000 - 33_333);
        outgoing.confirm(60_001, 100_000);
        assertThat(outgoing.finished()).isTrue();
    }

    @Test
    void an_end_that_has_arrived_is_not_said_again() throws MalformedException {
        outgoing.end();
        sendAll();
        outgoing.hold();
        outgoing.confirm(1, 100_000);

        assertThat(outgoing.ready()).isFalse();
        assertThat(outgoing.finished()).isTrue();
    }

    @Test
    void after_the_end_nothing_is_taken() throws MalformedException {
        outgoing.end();
        write(chance(10));
        sendAll();

        assertThat(said()).isEmpty();
    }

    @Test
    void is_full_while_much_waits_to_leave() {
        write(chance(100_000));
        sendAll();
        assertThat(outgoing.writable()).isTrue();
        write(chance(300_000));
        assertThat(outgoing.writable()).isFalse();
    }

    @Test
    void who_confirms_what_was_not_said_or_takes_something_back_is_refused() throws MalformedException {
        write(chance(10));
        assertRefused(1, 100_000);
        sendAll();
        assertRefused(11, 100_000);
        outgoing.confirm(10, 100_000);
        assertRefused(9, 100_000);
        assertRefused(10, 99_999);
    }

    private void assertRefused(long received, long limit) {
        assertThatThrownBy(() -> outgoing.confirm(received, limit)).isInstanceOf(MalformedException.class);
    }
}
