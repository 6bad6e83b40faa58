// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLineTest {
    private final Link link = new Link();
    private final PeerLine line = new PeerLine(link);

    @Test
    void what_waits_leaves_in_order_when_the_other_side_reads() {
        line.say(new CallMessage.Done(1));
        line.answer(new CallMessage.Done(2));
        assertThat(link.sent).isEmpty();

        link.writable = true;
        line.pump();

        assertThat(link.sent).containsExactly(new CallMessage.Done(1).encode(), new CallMessage.Done(2).encode());
    }

    @Test
    void what_is_taken_back_never_leaves() {
        CallMessage first = new CallMessage.Done(1);
        line.say(first);
        line.say(new CallMessage.Done(2));

        assertThat(line.takeBack(first)).isTrue();
        assertThat(line.takeBack(first)).isFalse();
        link.writable = true;
        line.pump();

        assertThat(link.sent).containsExactly(new CallMessage.Done(2).encode());
    }

    @Test
    void who_lets_answers_wait_is_not_read_until_it_reads() {
        for (int id = 0; id <= 512; id++) {
            line.answer(new CallMessage.Done(id));
        }
        assertThat(link.paused).isTrue();

        link.writable = true;
        line.pump();

        assertThat(link.paused).isFalse();
    }

    @Test
    void what_this_node_says_of_its_own_accord_stops_nobody() {
        for (int id = 0; id < 2_000; id++) {
            line.say(new CallMessage.Done(id));
        }

        assertThat(link.paused).isFalse();
    }

    @Test
    void answers_that_are_taken_back_count_no_more() {
        List<CallMessage> answers = new ArrayList<>();
        for (int id = 0; id <= 512; id++) {
            answers.add(new CallMessage.Done(id));
        }
        answers.forEach(line::answer);
        answers.forEach(line::takeBack);

        assertThat(link.paused).isFalse();
    }

    /** A link whose other side reads when the test says so. */
    private static final class Link implements Exchange {
        final List<Bytes> sent = new ArrayList<>();
        boolean writable;
        boolean paused;

        @Override
        public NodeId peer() {
            return NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));
        }

        @Override
        public void send(Bytes message) {
            sent.add(message);
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void misbehaved(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public boolean direct() {
            return true;
        }

        @Override
        public Duration roundTrip() {
            return Duration.ZERO;
        }
    }
}
