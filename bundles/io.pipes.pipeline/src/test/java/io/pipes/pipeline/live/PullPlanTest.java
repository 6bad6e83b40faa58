// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.Peer;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullPlanTest {
    private final VirtualTime time = new VirtualTime(1);
    private final PullPlan plan = new PullPlan(new SimulatedLoop(time, "node"));
    private final Peer honest = new Peer();
    private final Peer lying = new Peer();

    @Test
    void what_does_not_come_is_asked_for_from_each_announcer_in_turn_and_then_given_up() throws MalformedException {
        Peer other = new Peer();
        plan.announced(news(1), honest);
        plan.announced(news(1), other);
        time.runFor(Duration.ofSeconds(30));

        assertThat(wanted(honest)).hasSize(4).containsOnly(id(1));
        assertThat(wanted(other)).hasSize(4).containsOnly(id(1));
    }

    @Test
    void what_came_is_not_asked_for() throws MalformedException {
        plan.announced(news(1), honest);
        plan.announced(news(2), honest);
        plan.arrived(id(1), honest);
        time.runFor(Duration.ofMillis(60));

        assertThat(wanted(honest)).containsExactly(id(2));
    }

    @Test
    void one_who_announces_what_does_not_exist_leaves_room_for_the_others() throws MalformedException {
        for (int i = 0; i < 2 * PullPlan.MAX_WANTED; i++) {
            plan.announced(news(i), lying);
        }
        plan.announced(news(-1), honest);
        time.runFor(Duration.ofMillis(60));

        assertThat(wanted(honest)).containsExactly(id(-1));
        assertThat(wanted(lying)).hasSize(PullPlan.MAX_WANTED_OF_ONE);
    }

    @Test
    void a_share_is_free_again_when_its_packets_came_or_were_given_up() throws MalformedException {
        for (int i = 0; i < PullPlan.MAX_WANTED_OF_ONE; i++) {
            plan.announced(news(i), honest);
        }
        for (int i = 0; i < PullPlan.MAX_WANTED_OF_ONE / 2; i++) {
            plan.arrived(id(i), honest);
        }
        time.runFor(Duration.ofSeconds(30));
        honest.sent.clear();

        for (int i = 0; i < PullPlan.MAX_WANTED_OF_ONE; i++) {
            plan.announced(news(1_000_000 + i), honest);
        }
        time.runFor(Duration.ofMillis(60));

        assertThat(wanted(honest)).hasSize(PullPlan.MAX_WANTED_OF_ONE);
    }

    @Test
    void who_hears_of_packets_long_before_they_come_by_themselves_waits_longer_before_it_asks()
            throws MalformedException {
        Peer author = new Peer();
        plan.announced(news(1), honest);
        time.runFor(Duration.ofMillis(300));
        plan.arrived(id(1), author);
        honest.sent.clear();

        plan.announced(news(2), honest);
        time.runFor(Duration.ofMillis(590));
        assertThat(wanted(honest)).isEmpty();
        time.runFor(Duration.ofMillis(20));
        assertThat(wanted(honest)).containsExactly(id(2));
    }

    @Test
    void it_waits_less_again_when_asking_has_helped() throws MalformedException {
        Peer author = new Peer();
        plan.announced(news(0), honest);
        time.runFor(Duration.ofMillis(300));
        plan.arrived(id(0), author);
        for (int i = 1; i <= 4; i++) {
            plan.announced(news(i), honest);
            time.runFor(Duration.ofMillis(610));
            plan.arrived(id(i), honest);
        }
        honest.sent.clear();

        plan.announced(news(5), honest);
        time.runFor(Duration.ofMillis(60));
        assertThat(wanted(honest)).containsExactly(id(5));
    }

    private static List<PacketId> wanted(Peer by) throws MalformedException {
        List<PacketId> ids = new ArrayList<>();
        for (Bytes message : by.sent) {
            assertThat(LiveWire.type(message)).isEqualTo(LiveWire.WANT);
            ids.addAll(LiveWire.wanted(LiveWire.body(message)));
        }
        return ids;
    }

    private static LiveWire.Announced news(int number) {
        return new LiveWire.Announced(id(number), 0);
    }

    private static PacketId id(int number) {
        return PacketId.of(
                Bytes.wrap(ByteBuffer.allocate(PacketId.SIZE).putInt(number).array()));
    }
}
