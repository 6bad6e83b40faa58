// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Opening;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LinkTest {
    /** What the link calls its own halves: what is there from the first moment comes first. */
    private static final int LATE = 2;

    private static final int EARLY = 1;

    private final Misbehaving peer = new Misbehaving();

    private static Bytes frames(Consumer<FrameWriter> writing) {
        FrameWriter out = new FrameWriter();
        writing.accept(out);
        byte[] copy = new byte[out.size()];
        System.arraycopy(out.array(), 0, copy, 0, copy.length);
        return Bytes.wrap(copy);
    }

    private static Bytes opening(int id, String name) {
        Opening opening = new Opening(name, TrafficClass.CONTROL, 1 << 17);
        return frames(out -> out.frame(FrameType.OPEN, id, opening.encode()));
    }

    private static Bytes data(int id, int size) {
        return frames(out -> out.data(id, Bytes.wrap(new byte[size])));
    }

    private void ends() {
        assertThat(peer.end).isEqualTo(LinkEnd.ended(GoodbyeReason.MALFORMED, true));
        assertThat(peer.wire.ended).isTrue();
        assertThat(peer.time.failures()).isEmpty();
    }

    @Test
    void a_caller_is_proven_by_its_first_record_and_not_before() {
        assertThat(peer.wire.authenticated).isFalse();
        peer.settle();
        assertThat(peer.wire.written.size()).isZero();

        peer.say(opening(1, "early.1"));

        assertThat(peer.wire.authenticated).isTrue();
        assertThat(peer.open).hasSize(1);
    }

    @Test
    void a_first_record_that_does_not_open_is_met_with_silence() {
        peer.wire.deliver(Bytes.wrap(new byte[100]));

        assertThat(peer.wire.ended || peer.end != null).isTrue();
        assertThat(peer.wire.written.size()).isZero();
    }

    @Test
    void a_record_that_is_damaged_on_a_direct_connection_ends_the_link() {
        peer.say(opening(1, "early.1"));

        peer.wire.deliver(Bytes.wrap(new byte[100]));

        ends();
    }

    /** The relay may have done it, to have the two fall out with each other. */
    @Test
    void a_record_that_is_damaged_on_its_way_through_others_costs_the_circuit_and_nobody_s_good_name() {
        peer.wire.remote = new Address(Router.SCHEME, "there", 0);
        peer.say(opening(1, "early.1"));

        peer.wire.deliver(Bytes.wrap(new byte[100]));
        peer.settle();

        assertThat(peer.wire.ended).isTrue();
        assertThat(peer.end).isNull();
        assertThat(peer.open).hasSize(1);

        peer.time.runFor(LinkTiming.DEFAULT.resume());
        assertThat(peer.end).as("nobody called again").isEqualTo(LinkEnd.lost());
    }

    @Test
    void application_protocols_wait_until_both_are_in_step() {
        peer.say(opening(1, "late.1"));
        assertThat(peer.open).isEmpty();

        peer.link.inStep();

        assertThat(peer.open).hasSize(1);
    }

    @Test
    void data_for_a_protocol_that_was_not_opened_ends_the_link() {
        peer.say(opening(1, "early.1")).say(data(EARLY + 1, 10));

        ends();
    }

    @Test
    void data_for_an_application_before_it_is_open_ends_the_link_or_is_dropped() {
        peer.say(opening(1, "early.1")).say(data(LATE, 10));

        assertThat(peer.heard).isEmpty();
    }

    @Test
    void more_than_its_credit_ends_the_link() {
        peer.say(opening(1, "early.1"));
        peer.open.get(0).pause();
        for (int i = 0; i < 4; i++) {
            peer.say(data(EARLY, 16 << 10));
        }
        assertThat(peer.end).isNull();

        peer.say(data(EARLY, 16 << 10));

        ends();
    }

    @Test
    void credit_from_nowhere_ends_the_link() {
        peer.say(opening(1, "early.1")).say(frames(out -> out.number(FrameType.CREDIT, 1, 1)));

        ends();
    }

    @Test
    void opening_twice_ends_the_link() {
        peer.say(opening(1, "early.1")).say(opening(1, "other.1"));

        ends();
    }

    @Test
    void opening_very_many_ends_the_link() {
        for (int i = 1; i <= 65 && peer.end == null; i++) {
            peer.say(opening(i, "p" + i));
        }

        ends();
    }

    @Test
    void opening_and_closing_without_end_ends_the_link() {
        for (int i = 1; i <= 10_000 && peer.end == null; i++) {
            int id = i;
            peer.wire.deliver(peer.record(opening(id, "early.1")));
            peer.wire.deliver(peer.record(frames(out -> out.empty(FrameType.CLOSE, id))));
        }
        peer.settle();

        ends();
    }

    @Test
    void a_handler_that_finds_out_what_no_honest_member_does_ends_the_link() {
        peer.say(opening(1, "early.1"));
        peer.open.get(0).misbehaved("nonsense");
        peer.settle();

        ends();
    }

    @Test
    void an_acknowledgement_of_what_was_never_sent_ends_the_link() {
        peer.say(opening(1, "early.1")).say(frames(out -> out.number(FrameType.ACK, 0, 1_000)));

        ends();
    }

    @Test
    void a_frame_after_the_last_one_of_its_key_ends_the_link() {
        peer.say(frames(out -> {
            out.empty(FrameType.REKEY, 0);
            out.fixed(FrameType.PING, 1);
        }));

        ends();
    }

    @Test
    void a_message_that_never_ends_ends_the_link() {
        peer.say(opening(1, "early.1"));
        var endless = Bytes.wrap(new byte[4 << 20]).buffer();
        while (endless.remaining() > 20_000 && peer.end == null) {
            peer.say(frames(out -> out.fragment(EARLY, endless, 16 << 10)));
        }

        ends();
    }

    @Test
    void very_many_pings_do_not_make_the_answers_pile_up() {
        peer.say(opening(1, "early.1"));
        peer.link.inStep();
        peer.wire.full = true;
        int before = peer.wire.written.size();
        for (int i = 0; i < 10_000; i++) {
            peer.say(frames(out -> out.fixed(FrameType.PING, 7)));
        }
        peer.wire.full = false;
        peer.wire.becomeWritable();

        assertThat(peer.wire.written.size() - before).isLessThan(2_000);
        assertThat(peer.end).isNull();
    }

    @Test
    void a_goodbye_ends_it_for_its_reason() {
        peer.say(opening(1, "early.1")).say(frames(out -> out.octet(FrameType.GOAWAY, 5)));

        assertThat(peer.end).isEqualTo(LinkEnd.ended(GoodbyeReason.DISCONNECTED, false));
        assertThat(peer.open).isEmpty();
    }

    @Test
    void the_one_that_called_asks_for_no_lane() {
        peer.say(opening(1, "early.1")).say(frames(out -> out.octet(FrameType.LANE, 1)));

        ends();
    }

    @Test
    void one_that_takes_and_takes_and_confirms_nothing_is_sent_no_more_but_still_answered() {
        peer.say(opening(1, "early.1"));
        int before = peer.wire.written.size();
        peer.open.get(0).send(Bytes.wrap(new byte[60_000]));
        peer.settle();
        while (peer.wire.written.size() > before + 60_000 && before < 20 << 20) {
            before = peer.wire.written.size();
            peer.say(frames(out -> out.number(FrameType.CREDIT, 1, 60_064)));
            before = peer.wire.written.size();
            peer.open.get(0).send(Bytes.wrap(new byte[60_000]));
            peer.settle();
        }
        before = peer.wire.written.size();
        assertThat(before).isBetween(Unconfirmed.LIMIT, Unconfirmed.LIMIT + (128 << 10));

        peer.say(frames(out -> out.fixed(FrameType.PING, 7)));

        assertThat(peer.wire.written.size()).as("with the answer").isGreaterThan(before);
        assertThat(peer.end).isNull();
        for (int i = 0; i < 10_000; i++) {
            peer.say(frames(out -> out.fixed(FrameType.PING, 7)));
        }
        assertThat(peer.wire.written.size()).isLessThan(Unconfirmed.LIMIT + (256 << 10));
    }
}
