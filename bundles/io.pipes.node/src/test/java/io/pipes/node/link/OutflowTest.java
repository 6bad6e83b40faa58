// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Frames;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutflowTest {
    private static final int EXCHANGE = 3;
    private static final int HEAD = 5;

    private final Outflow outflow = new Outflow();
    private final Inflow inflow = new Inflow(4 << 20);
    private final FrameWriter out = new FrameWriter();

    private static Bytes filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    /** What the other side gets of the next message. */
    private Bytes arrives() throws MalformedException {
        boolean whole = false;
        while (!whole) {
            out.reset();
            outflow.write(out, EXCHANGE);
            FrameReader frame = new FrameReader();
            frame.begin(out.array(), 0, out.size());
            frame.next();
            whole = inflow.accept(frame);
        }
        return inflow.poll();
    }

    @ParameterizedTest
    @ValueSource(ints = {HEAD, HEAD + 1, Frames.MAX_PAYLOAD, Frames.MAX_PAYLOAD + 1, 60 << 10})
    void a_message_that_is_passed_on_arrives_under_its_new_head_whatever_its_size(int size) throws MalformedException {
        outflow.begin(4 << 20);
        Bytes received = filled(size, 7);

        outflow.add(new Parcel(filled(HEAD, 1), received, HEAD));

        Bytes arrived = arrives();
        assertThat(arrived.size()).isEqualTo(size);
        assertThat(arrived.slice(0, HEAD)).isEqualTo(filled(HEAD, 1));
        assertThat(arrived.slice(HEAD, size)).isEqualTo(filled(size - HEAD, 7));
        assertThat(received).as("what others may still hold").isEqualTo(filled(size, 7));
    }

    @Test
    void messages_of_changing_sizes_arrive_as_they_were_sent() throws MalformedException {
        outflow.begin(4 << 20);
        int[] sizes = {65_536, 65_536, 65_536, 70_000, 20_000, 20_000, 200_000, 16_385, 65_536};

        for (int i = 0; i < sizes.length; i++) {
            outflow.add(Parcel.of(filled(sizes[i], i)));

            assertThat(arrives()).isEqualTo(filled(sizes[i], i));
        }
    }
}
