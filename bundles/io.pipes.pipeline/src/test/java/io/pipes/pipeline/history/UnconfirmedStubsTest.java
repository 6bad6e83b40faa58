// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfirmedStubsTest {
    private final LoneHistory lone = new LoneHistory(new Retention.Latest(Duration.ZERO), 4);
    private final NodeId author = lone.authors.get(0);
    private final NodeId giver = lone.authors.get(1);
    private final NodeId other = lone.authors.get(2);
    private final UnconfirmedStubs unconfirmed = loaded();

    private UnconfirmedStubs loaded() {
        UnconfirmedStubs loaded = new UnconfirmedStubs(lone.node.store(), LoneHistory.TAG);
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
    void however_often_givers_take_turns_it_stays_small() {
        for (int i = 1; i <= 2_000; i++) {
            unconfirmed.add(author, i, i, i % 2 == 0 ? giver : other);
        }
        lone.passes();

        assertThat(loaded().first(author, 2_000, 2_000, lone.authors.get(3))).isEqualTo(some(2_000, 2_000));
    }
}
