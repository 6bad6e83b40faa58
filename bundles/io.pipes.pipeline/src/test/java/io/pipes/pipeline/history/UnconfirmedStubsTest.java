// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.handover.StoreArea;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfirmedStubsTest {
    private final LoneHistory lone = new LoneHistory(new Retention.Latest(Duration.ZERO), 4);
    private final NodeId author = lone.authors.get(0);
    private final NodeId giver = lone.authors.get(1);
    private final NodeId other = lone.authors.get(2);
    private final UnconfirmedStubs unconfirmed = loaded();

    private UnconfirmedStubs loaded() {
        UnconfirmedStubs loaded = new UnconfirmedStubs(lone.node.store(), LoneHistory.TAG, LoneNode.SELF);
        loaded.load();
        lone.passes();
        return loaded;
    }

    private static Optional<Missing> some(long first, long last) {
        return Optional.of(new Missing(first, last));
    }

    @Test
    void anybody_but_who_gave_stubs_is_asked_for_them() {
        unconfirmed.add(author, 5, 10, giver);

        assertThat(unconfirmed.first(author, 1, 100, giver)).isEmpty();
        assertThat(unconfirmed.first(author, 1, 100, other)).isEqualTo(some(5, 10));
        assertThat(unconfirmed.first(author, 7, 8, other)).isEqualTo(some(7, 8));
        assertThat(unconfirmed.first(author, 11, 100, other)).isEmpty();
        assertThat(unconfirmed.isOpen(author, 10, other)).isTrue();
        assertThat(unconfirmed.isOpen(author, 10, giver)).isFalse();
    }

    @Test
    void who_gives_the_last_stub_first_hides_none_of_those_before_it() {
        unconfirmed.add(author, 20, 20, giver);
        unconfirmed.add(author, 5, 10, giver);

        assertThat(unconfirmed.first(author, 1, 100, other)).isEqualTo(some(5, 20));
    }

    @Test
    void what_somebody_else_has_said_something_about_is_settled_also_after_a_restart() {
        unconfirmed.add(author, 5, 10, giver);
        unconfirmed.add(author, 11, 20, giver);
        unconfirmed.settle(author, 1, 100, giver);
        unconfirmed.settle(author, 8, 12, other);
        lone.passes();

        for (UnconfirmedStubs each : new UnconfirmedStubs[] {unconfirmed, loaded()}) {
            assertThat(each.first(author, 1, 100, other)).isEqualTo(some(5, 7));
            assertThat(each.first(author, 8, 100, other)).isEqualTo(some(13, 20));
        }
        unconfirmed.settle(author, 1, 100, other);
        lone.passes();
        assertThat(unconfirmed.authors()).isEmpty();
        assertThat(loaded().authors()).isEmpty();
    }

    @Test
    void however_often_givers_take_turns_it_stays_small_and_none_of_them_confirms_its_own() {
        for (int i = 1; i <= 1_000; i++) {
            unconfirmed.add(author, i * 2_000L, i * 2_000L + 500, i % 2 == 0 ? giver : other);
        }
        lone.passes();

        UnconfirmedStubs loaded = loaded();
        loaded.settle(author, 1, 3_000_000, giver);
        assertThat(loaded.isOpen(author, 2_000, other)).as("settled").isFalse();
        for (int i = 2; i <= 1_000; i += 2) {
            assertThat(loaded.isOpen(author, i * 2_000L, other)).isTrue();
        }
        loaded.settle(author, 1, 3_000_000, other);
        assertThat(loaded.authors()).isEmpty();
    }

    /** Each splits what is open. */
    @Test
    void however_much_is_settled_here_and_there_it_stays_small() {
        unconfirmed.add(author, 1, 2_000, giver);
        for (int i = 2; i <= 2_000; i += 2) {
            unconfirmed.settle(author, i, i, other);
        }
        lone.passes();

        UnconfirmedStubs loaded = loaded();
        for (int i = 1; i <= 2_000; i += 2) {
            assertThat(loaded.isOpen(author, i, other)).isTrue();
            assertThat(loaded.isOpen(author, i, giver)).isFalse();
        }
    }

    @Test
    void where_nobody_vouches_two_are_needed() {
        unconfirmed.add(author, 1, 20, LoneNode.SELF);

        unconfirmed.settle(author, 1, 10, giver);
        assertThat(unconfirmed.first(author, 1, 100, giver)).isEqualTo(some(11, 20));
        assertThat(unconfirmed.first(author, 1, 100, other)).isEqualTo(some(1, 10));

        unconfirmed.settle(author, 1, 20, other);
        assertThat(unconfirmed.first(author, 1, 100, other)).isEmpty();
        assertThat(unconfirmed.first(author, 1, 100, giver)).isEqualTo(some(11, 20));
    }

    @Test
    void of_what_cannot_be_read_nothing_was_confirmed() {
        StoreArea area = new StoreArea(lone.node.store(), "pipeline/unconfirmed-stubs/" + LoneHistory.TAG.hex());
        area.commit(List.of(area.put(author.bytes(), Bytes.utf8("of another version"))));
        lone.passes();

        UnconfirmedStubs loaded = loaded();

        assertThat(loaded.first(author, 1, 100, giver)).isEqualTo(some(1, 100));
        assertThat(loaded.first(author, 1, 100, other)).isEqualTo(some(1, 100));
    }

    @Test
    void what_is_gone_needs_no_confirmation() {
        unconfirmed.add(author, 1, 20, giver);

        unconfirmed.forget(author, 1, 4);
        unconfirmed.forget(author, 15, Long.MAX_VALUE);

        assertThat(unconfirmed.first(author, 1, 100, other)).isEqualTo(some(5, 14));
    }
}
