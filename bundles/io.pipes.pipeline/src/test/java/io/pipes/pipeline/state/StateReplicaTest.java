// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static io.pipes.pipeline.state.Authors.anna;
import static io.pipes.pipeline.state.Authors.ben;
import static io.pipes.pipeline.state.Authors.cara;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StateReplicaTest {
    private static final long FAR_FUTURE = Long.MAX_VALUE;
    private static final Merge JOINED =
            values -> Content.text(values.stream().map(StateReplicaTest::text).collect(Collectors.joining("+")));

    private final StateReplica replica = new StateReplica();

    @Test
    void of_writes_that_did_not_know_of_each_other_the_later_one_counts_in_every_order() {
        StateReplica other = new StateReplica();
        replica.apply(anna(1), put(5, "early"));
        replica.apply(ben(1), put(6, "late"));
        other.apply(ben(1), put(6, "late"));
        other.apply(anna(1), put(5, "early"));

        assertThat(value(replica)).contains("late");
        assertThat(value(other)).contains("late");
    }

    @Test
    void at_the_same_time_the_author_decides_and_then_the_number_and_then_the_place() {
        replica.apply(anna(9), put(5, "of anna"));
        replica.apply(ben(1), put(5, "of ben"));
        assertThat(value(replica)).contains("of ben");

        replica.apply(new Dot(Authors.BEN, 1, 1), put(5, "of ben, later in the packet"));
        assertThat(value(replica)).contains("of ben, later in the packet");
    }

    @Test
    void a_write_takes_the_place_of_what_its_author_saw_whatever_the_clocks_say() {
        replica.apply(anna(1), put(FAR_FUTURE, "from the future"));
        replica.apply(ben(1), put(5, "now", anna(1)));

        assertThat(value(replica)).contains("now");
    }

    @Test
    void what_was_replaced_before_it_came_never_shows() {
        replica.apply(ben(1), put(5, "now", anna(1)));
        Optional<StateReplica.Changed> changed = replica.apply(anna(1), put(FAR_FUTURE, "from the future"));

        assertThat(changed).isEmpty();
        assertThat(value(replica)).contains("now");
    }

    @Test
    void a_removal_is_a_write_of_nothing() {
        replica.apply(anna(1), put(5, "value"));
        replica.apply(ben(1), new StateOperation.MapRemove("m", "k", 6, List.of()));
        assertThat(value(replica)).isEmpty();

        replica.apply(cara(1), put(7, "again"));
        assertThat(value(replica)).contains("again");
    }

    @Test
    void a_merge_gets_what_was_written_at_once_in_the_order_of_time() {
        replica.apply(anna(1), put(7, "a"));
        replica.apply(ben(1), put(5, "b"));
        replica.apply(cara(1), put(6, "c"));

        assertThat(merged(replica)).contains("b+c+a");
        replica.apply(ben(2), put(8, "whole", anna(1), ben(1), cara(1)));
        assertThat(merged(replica)).contains("whole");
    }

    @Test
    void where_values_are_merged_a_value_wins_over_a_removal_that_did_not_know_it() {
        replica.apply(anna(1), put(5, "value"));
        replica.apply(ben(1), new StateOperation.MapRemove("m", "k", 6, List.of()));

        assertThat(merged(replica)).contains("value");
    }

    @Test
    void a_merge_that_fails_leaves_the_last_value() {
        replica.apply(anna(1), put(5, "a"));
        replica.apply(ben(1), put(6, "b"));
        Merge broken = values -> {
            throw new IllegalStateException("broken");
        };

        assertThat(replica.map("m", broken).entry("k").map(entry -> text(entry.value())))
                .contains("b");
    }

    @Test
    void an_addition_wins_over_a_removal_that_did_not_know_it() {
        replica.apply(anna(1), add());
        replica.apply(ben(1), add());
        replica.apply(cara(1), remove(anna(1)));

        assertThat(replica.set("s").contains("e")).isTrue();
        replica.apply(cara(2), remove(ben(1)));
        assertThat(replica.set("s").contains("e")).isFalse();
    }

    @Test
    void a_removal_may_come_before_the_addition() {
        replica.apply(cara(1), remove(anna(1)));
        replica.apply(anna(1), add());
        assertThat(replica.set("s").contains("e")).isFalse();

        replica.apply(anna(2), add());
        assertThat(replica.set("s").contains("e")).as("added anew").isTrue();
    }

    @Test
    void who_removes_undoes_its_own_additions_also_those_on_their_way() {
        replica.apply(anna(1), add());
        replica.apply(anna(2), remove());

        assertThat(replica.set("s").contains("e")).isFalse();
    }

    @Test
    void what_is_added_twice_counts_twice_and_what_comes_twice_counts_once() {
        replica.apply(anna(1), new StateOperation.CounterAdd("c", 5));
        replica.apply(anna(2), new StateOperation.CounterAdd("c", 5));
        replica.apply(anna(2), new StateOperation.CounterAdd("c", 5));
        replica.apply(ben(1), new StateOperation.CounterAdd("c", -3));

        assertThat(replica.counter("c").value()).isEqualTo(7);
    }

    @Test
    void a_counter_ends_at_its_ends_and_comes_back_from_there() {
        replica.apply(anna(1), new StateOperation.CounterAdd("c", Long.MAX_VALUE));
        replica.apply(anna(2), new StateOperation.CounterAdd("c", Long.MAX_VALUE));
        assertThat(replica.counter("c").value()).isEqualTo(Long.MAX_VALUE);

        replica.apply(ben(1), new StateOperation.CounterAdd("c", Long.MIN_VALUE));
        replica.apply(ben(2), new StateOperation.CounterAdd("c", Long.MIN_VALUE));
        assertThat(replica.counter("c").value()).isEqualTo(-2);
    }

    @Test
    void looking_at_what_is_not_there_makes_nothing() {
        replica.map("m", null).entries();
        replica.set("s").elements();
        replica.counter("c").value();

        assertThat(StateSnapshot.of(new ReplicaReader.Replayed(replica, Map.of(), Map.of())))
                .isEmpty();
    }

    @Test
    void what_was_replaced_and_never_existed_is_forgotten() {
        replica.apply(ben(1), remove(anna(1)));
        replica.apply(anna(2), new StateOperation.CounterAdd("c", 1));
        replica.prune();

        assertThat(replica.registers(remove().part()).keys()).isEmpty();
    }

    private static StateOperation put(long stamp, String value, Dot... seen) {
        return new StateOperation.MapPut("m", "k", stamp, List.of(seen), Content.text(value));
    }

    private static StateOperation add() {
        return new StateOperation.SetAdd("s", "e");
    }

    private static StateOperation remove(Dot... seen) {
        return new StateOperation.SetRemove("s", "e", List.of(seen));
    }

    private static Optional<String> value(StateReplica in) {
        return in.map("m", null).entry("k").map(MapEntry::value).map(StateReplicaTest::text);
    }

    private static Optional<String> merged(StateReplica in) {
        return in.map("m", JOINED).entry("k").map(MapEntry::value).map(StateReplicaTest::text);
    }

    private static String text(Content content) {
        Bytes bytes = content.bytes();
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }
}
