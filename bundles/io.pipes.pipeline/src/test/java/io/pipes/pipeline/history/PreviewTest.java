// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final long ROOM = 1 << 20;

    private final LoneHistory lone = new LoneHistory(Retention.ALL, 1);
    private final NodeId author = lone.authors.get(0);
    private final List<Packet> written = lone.side(List.of(), 1, 400, 0);
    private final Missing missing = new Missing(1, 400);
    private final Preview preview = new Preview(lone.node.clock());

    @Test
    void the_last_packets_are_wanted_first_and_then_as_many_before_them_as_are_to_be_shown() {
        assertThat(preview.next(author, missing, 10, 0)).contains(new Missing(391, 400));
        assertThat(preview.next(author, missing, 100, 0)).contains(new Missing(385, 400));
        assertThat(preview.next(author, missing, 100, 400))
                .as("if that is known to have room")
                .contains(new Missing(301, 400));
        assertThat(preview.take(written.subList(384, 400), ROOM)).isTrue();
        assertThat(preview.next(author, missing, 100, 0)).contains(new Missing(301, 384));
        assertThat(preview.take(written.subList(300, 384), ROOM)).isTrue();
        assertThat(preview.next(author, missing, 100, 0)).isEmpty();
        assertThat(preview.next(author, missing, 10_000, 0))
                .as("at most 256 in all")
                .contains(new Missing(145, 300));
    }

    @Test
    void what_was_written_since_is_wanted_anew() {
        preview.take(written.subList(380, 390), ROOM);

        assertThat(preview.next(author, missing, 10, 0)).contains(new Missing(391, 400));
    }

    @Test
    void an_answer_that_does_not_fit_before_the_one_that_came_first_is_not_taken() {
        List<Packet> other = lone.side(written, 350, 384, 1);
        preview.take(written.subList(384, 400), ROOM);

        assertThat(preview.take(other, ROOM)).isFalse();
        assertThat(preview.glimpse(lone.history.chains()).ends().get(author)).isEqualTo(written.subList(384, 400));
    }

    @Test
    void what_has_no_room_is_left_out_the_oldest_first() {
        long size = written.get(399).encoded().size();
        preview.take(written.subList(390, 400), 4 * size + size / 2);

        assertThat(preview.glimpse(lone.history.chains()).ends().get(author)).isEqualTo(written.subList(396, 400));
        assertThat(preview.bytes()).isEqualTo(4 * size);
    }

    @Test
    void an_end_that_is_ahead_of_time_is_not_shown() {
        long hours = (lone.node.clock().wallMillis() + 2 * 3_600_000L) << 16;
        preview.take(lone.side(List.of(), 1, 20, -hours).subList(10, 20), ROOM);

        assertThat(preview.glimpse(lone.history.chains()).ends()).isEmpty();

        lone.node.passes(Duration.ofHours(2));
        Preview later = new Preview(lone.node.clock());
        later.take(lone.side(List.of(), 1, 20, -hours).subList(10, 20), ROOM);
        assertThat(later.glimpse(lone.history.chains()).ends()).containsOnlyKeys(author);
    }

    /** Its author may have signed it for this, and nothing before it. */
    @Test
    void an_end_that_its_chain_does_not_come_nearer_to_is_forgotten() {
        preview.take(written.subList(90, 100), ROOM);
        assertThat(preview.glimpse(lone.history.chains()).ends()).isNotEmpty();
        lone.node.passes(Duration.ofSeconds(50));
        lone.history.take(written.subList(0, 10), LoneNode.SELF);
        lone.node.passes(Duration.ofSeconds(50));
        assertThat(preview.glimpse(lone.history.chains()).ends())
                .as("it goes on")
                .isNotEmpty();

        lone.node.passes(Duration.ofSeconds(61));

        assertThat(preview.glimpse(lone.history.chains()).ends()).isEmpty();
        assertThat(preview.bytes()).isZero();
        assertThat(preview.next(author, missing, 10, 0))
                .as("nor asked for again")
                .isEmpty();

        lone.history.take(written.subList(10, 20), LoneNode.SELF);
        lone.passes();
        preview.trim(lone.history);
        assertThat(preview.next(author, missing, 10, 0)).isPresent();
    }

    @Test
    void behind_the_first_place_that_is_not_shown_nothing_is() {
        LoneHistory two = new LoneHistory(Retention.ALL, 2);
        NodeId backwards = two.authors.get(1);
        Secret secret = Secret.wrap(new byte[32]);
        Chain chain = new Chain(backwards);
        for (long clock : new long[] {150_000, 10_000, 200_000}) {
            Packet packet = two.keyed(1, chain.next(), "key", clock, EpochId.of(LoneHistory.ZEROS), secret);
            chain.add(packet);
            two.history.take(List.of(packet), LoneNode.SELF);
        }
        two.passes();
        Glimpse glimpse = new Glimpse(
                Map.of(two.authors.get(0), two.side(List.of(), 1, 101, 0).subList(99, 101)));
        DisplayPlaces places = glimpse.backwards(two.store, two.history.chains());

        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            places.next(1).thenAccept(some -> some.forEach(place -> shown.add(place.clock())));
            two.passes();
        }

        assertThat(shown).containsExactly(200_000L, 101_000L, 100_000L);
    }

    @Test
    void what_the_chain_has_come_up_to_is_not_shown_and_not_held() {
        preview.take(written.subList(90, 100), ROOM);
        lone.history.take(written.subList(0, 95), LoneNode.SELF);
        lone.passes();
        assertThat(preview.glimpse(lone.history.chains()).ends().get(author)).isEqualTo(written.subList(95, 100));

        lone.history.take(written.subList(95, 100), LoneNode.SELF);
        lone.passes();
        preview.trim(lone.history);

        assertThat(preview.bytes()).isZero();
    }
}
