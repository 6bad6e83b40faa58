// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.crypto.KeyOracle;
import io.pipes.testkit.crypto.SimulatedSuite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of each key the latest message stays, on all nodes the same, and all that have no key. */
@Tag("simulation")
class LatestPerKeyTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Retention LATEST = new Retention.Latest(Duration.ZERO);

    @Test
    @SimulatedNodes(count = 3)
    void the_latest_message_of_each_key_stays_and_what_has_none(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            publish(pipes, notes, pipes.node(i % 2), "key " + i % 5, "value " + i + " of " + "x".repeat(2_000));
        }
        for (int i = 0; i < 4; i++) {
            pipes.done(notes.write(pipes.node(i % 2), "without " + i));
            expected.add("without " + i);
        }
        long before = keptBytes(notes, pipes.node(2));
        pipes.pass(SOON);
        for (int i = 55; i < 60; i++) {
            expected.add("value " + i + " of " + "x".repeat(2_000));
        }

        for (SimulatedNode node : pipes.nodes()) {
            assertThat(notes.read(node)).as("%s", node).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(notes.displayed(node)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(notes.info(node).kept().orElseThrow().packets()).isEqualTo(64);
            assertThat(keptBytes(notes, node)).isLessThan(before - 55 * 1_500);
        }
        assertThat(notes.messages(pipes.node(2)))
                .allSatisfy(message -> assertThat(message.key().isPresent())
                        .isEqualTo(SimulatedNode.text(message).startsWith("value")));
    }

    @Test
    @SimulatedNodes(count = 4)
    void sides_of_a_partition_end_with_the_same_latest_messages(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        update(pipes, notes, 30, "before");
        pipes.partition(List.of(pipes.node(0), pipes.node(2)));
        pipes.pass(SOON);
        update(pipes, notes, 31, "apart");
        pipes.pass(SOON);
        pipes.heal();
        pipes.pass(Duration.ofMinutes(3));

        TreeMap<String, String> latest = latest(notes, pipes.node(0));
        assertThat(latest).hasSize(5).allSatisfy((key, text) -> assertThat(text).startsWith("apart"));
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(latest(notes, node)).as("%s", node).isEqualTo(latest);
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_joins_gets_stubs_and_the_latest_messages_and_goes_on_with_them(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        update(pipes, notes, 60, "x".repeat(3_000));
        pipes.pass(SOON);
        TreeMap<String, String> latest = latest(notes, pipes.node(0));
        long packets = notes.info(pipes.node(0)).kept().orElseThrow().packets();

        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.eventually(() -> notes.find(late).isPresent(), SOON);
        pipes.eventually(() -> notes.info(late).kept().orElseThrow().packets() == packets, Duration.ofSeconds(15));

        // It has not looked itself yet: the others gave it no more.
        assertThat(latest(notes, late)).isEqualTo(latest);
        assertThat(keptBytes(notes, late)).isEqualTo(keptBytes(notes, pipes.node(0)));
        pipes.pass(SOON);
        late.crash();
        late.restart();
        pipes.eventually(() -> late.isConnected() && notes.find(late).isPresent(), SOON);
        assertThat(latest(notes, late)).isEqualTo(latest);
        assertThat(keptBytes(notes, late)).isEqualTo(keptBytes(notes, pipes.node(0)));

        publish(pipes, notes, late, "key 3", "and again");
        pipes.pass(SOON);
        latest.put("key 3", "and again");
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(latest(notes, node)).as("%s", node).isEqualTo(latest);
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void power_that_fails_while_contents_are_dropped_takes_nothing_that_is_kept(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        SimulatedNode unlucky = pipes.node(2);
        for (int i = 0; i < 8; i++) {
            update(pipes, notes, 20, "round " + i);
            // Somewhere in the round that drops contents: it comes every 20 s.
            pipes.pass(Duration.ofMillis(18_000 + 350 * i));
            unlucky.crash();
            unlucky.restart();
            pipes.eventually(() -> unlucky.isConnected() && notes.find(unlucky).isPresent(), SOON);
        }
        unlucky.failStore(StoreException.Reason.FULL);
        update(pipes, notes, 20, "while its disk is full");
        pipes.pass(SOON);
        unlucky.failStore(null);
        pipes.pass(Duration.ofMinutes(2));

        TreeMap<String, String> latest = latest(notes, pipes.node(0));
        assertThat(latest).hasSize(5);
        for (SimulatedNode node : pipes.nodes()) {
            assertThat(latest(notes, node)).as("%s", node).isEqualTo(latest);
        }
        assertThat(keptBytes(notes, unlucky)).isEqualTo(keptBytes(notes, pipes.node(0)));
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_replaced_stays_for_the_grace_time(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Latest(Duration.ofHours(1)));
        publish(pipes, notes, pipes.node(0), "key", "first");
        publish(pipes, notes, pipes.node(1), "key", "second");
        pipes.pass(Duration.ofMinutes(58));
        assertThat(notes.read(pipes.node(0))).containsExactly("first", "second");

        pipes.pass(Duration.ofMinutes(4));
        assertThat(notes.read(pipes.node(0))).containsExactly("second");
        assertThat(notes.read(pipes.node(1))).containsExactly("second");
    }

    @Test
    @SimulatedNodes(count = 2)
    void readers_go_on_behind_a_message_whose_content_is_gone_and_miss_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        SimulatedNode node = pipes.node(0);
        publish(pipes, notes, node, "a", "a1");
        publish(pipes, notes, node, "b", "b1");
        publish(pipes, notes, pipes.node(1), "c", "c1");
        Notes.Reader slow = notes.reader(node, From.START, 1);
        Notes.Reader cursor = notes.reader(node, "worker", 1);
        pipes.pass(Duration.ofSeconds(1));
        Message last = cursor.messages.get(0);
        notes.commit(node, "worker", last);
        publish(pipes, notes, node, "a", "a2");
        pipes.pass(SOON);

        slow.more(Long.MAX_VALUE);
        Notes.Reader again = notes.reader(node, "worker", Long.MAX_VALUE);
        Notes.Reader behind = notes.reader(node, new From.After(last.author(), last.seq(), 0), Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(1));

        assertThat(slow.texts()).containsExactly("a1", "b1", "c1", "a2");
        assertThat(again.texts()).containsExactly("b1", "c1", "a2");
        assertThat(behind.texts()).containsExactly("b1", "c1", "a2");
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_pipeline_that_kept_everything_drops_what_is_replaced_from_then_on_and_what_is_damaged_is_mended(
            SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        update(pipes, notes, 40, "value");
        pipes.pass(SOON);
        assertThat(notes.read(pipes.node(2))).hasSize(40);
        pipes.done(notes.change(pipes.node(0), PipelineChange.NOTHING.with(LATEST)));
        pipes.pass(SOON);
        TreeMap<String, String> latest = latest(notes, pipes.node(2));
        assertThat(latest).hasSize(5);

        SimulatedNode damaged = pipes.node(2);
        assertThat(damaged.damageStore("pipeline/stubs/", 3)).isPositive();
        assertThat(damaged.damageStore("pipeline/history/", 1)).isPositive();
        pipes.pass(Duration.ofMinutes(2));
        assertThat(latest(notes, damaged)).isEqualTo(latest);
        assertThat(keptBytes(notes, damaged)).isEqualTo(keptBytes(notes, pipes.node(0)));
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_may_not_read_keeps_all_contents_until_it_may(SimulatedPipes pipes) {
        SimulatedNode owner = pipes.node(0);
        SimulatedNode guest = pipes.node(2);
        pipes.done(owner.network().assign(guest.id(), Role.READER));
        Notes notes = Notes.create(pipes);
        pipes.done(notes.change(owner, PipelineChange.NOTHING.with(LATEST).readFrom(Role.WRITER)));
        pipes.pass(Duration.ofSeconds(5));
        update(pipes, notes, 40, "value");
        pipes.pass(SOON);
        assertThat(notes.read(owner)).hasSize(5);

        pipes.done(owner.network().assign(guest.id(), Role.WRITER));
        boolean hasAll = pipes.eventually(
                () -> notes.find(guest).isPresent() && notes.read(guest).size() == 40, Duration.ofSeconds(19));
        assertThat(hasAll).as("the contents were there when the key came").isTrue();
        pipes.pass(Duration.ofMinutes(2));
        assertThat(latest(notes, guest)).isEqualTo(latest(notes, owner));
        assertThat(keptBytes(notes, guest)).isEqualTo(keptBytes(notes, owner));
    }

    @Test
    @SimulatedNodes(count = 1, suite = Suite.PIPES1)
    void the_key_of_an_epoch_goes_when_all_contents_of_it_were_dropped(SimulatedPipes pipes) {
        Notes notes = Notes.create(
                pipes,
                PipelineKind.PERSISTENT,
                PipelineSettings.DEFAULT.with(LATEST).with(Rotation.ofText("1h").orElseThrow()));
        int before = pipes.oracle().sealed().size();
        for (int i = 0; i < 10; i++) {
            publish(pipes, notes, pipes.node(0), i == 1 ? "rarely" : "often", "value " + i);
            pipes.pass(Duration.ofMinutes(65));
        }
        List<KeyOracle.SealedPacket> all = pipes.oracle().sealed().subList(before, before + 10);
        pipes.pass(Duration.ofDays(7).plusHours(3));

        SimulatedNode late = pipes.add();
        pipes.join(late);
        pipes.pass(SOON);
        assertThat(latest(notes, late)).containsOnlyKeys("often", "rarely").containsValues("value 1", "value 9");
        for (int i : new int[] {2, 3, 4}) {
            assertThat(pipes.oracle().readers(all.get(i))).contains("node-0").doesNotContain(late.name());
        }
        for (int i : new int[] {1, 9}) {
            assertThat(pipes.oracle().readers(all.get(i)))
                    .as("the same search finds who reads what is kept")
                    .contains(late.name());
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void one_member_alone_cannot_pass_off_what_is_latest_as_replaced(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        SimulatedNode liar = pipes.node(0);
        SimulatedNode honest = pipes.node(1);
        SimulatedNode away = pipes.node(2);
        update(pipes, notes, 20, "before");
        pipes.pass(SOON);
        away.kill();
        update(pipes, notes, 40, "while it is away");
        pipes.pass(SOON);
        TreeMap<String, String> latest = latest(notes, honest);
        honest.kill();
        pipes.tap(new GivesStubsOnly(liar));
        away.restart();
        pipes.pass(SOON);
        assertThat(notes.info(away).kept().orElseThrow().packets()).isEqualTo(60);
        assertThat(notes.read(away)).as("what the liar makes of it").noneMatch(text -> text.startsWith("while"));

        away.crash();
        away.restart();
        honest.restart();
        pipes.pass(SOON);
        pipes.pass(SOON);
        assertThat(latest(notes, away)).isEqualTo(latest);
        assertThat(keptBytes(notes, away)).isEqualTo(keptBytes(notes, honest));
    }

    /** Each has it from the liar, and tells the other one so. */
    @Test
    @SimulatedNodes(count = 4)
    void two_who_were_told_the_same_lie_do_not_confirm_it_to_each_other(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, LATEST);
        SimulatedNode honest = pipes.node(1);
        List<SimulatedNode> away = List.of(pipes.node(2), pipes.node(3));
        away.forEach(SimulatedNode::kill);
        update(pipes, notes, 40, "while they are away");
        pipes.pass(SOON);
        TreeMap<String, String> latest = latest(notes, honest);
        honest.kill();
        pipes.tap(new GivesStubsOnly(pipes.node(0)));
        away.forEach(SimulatedNode::restart);
        pipes.pass(SOON.multipliedBy(3));
        assertThat(away).allSatisfy(node -> {
            assertThat(notes.info(node).kept().orElseThrow().packets()).isEqualTo(40);
            assertThat(notes.read(node)).as("what the liar makes of it").isEmpty();
        });

        honest.restart();
        pipes.pass(SOON.multipliedBy(2));

        assertThat(away).allSatisfy(node -> assertThat(latest(notes, node)).isEqualTo(latest));
    }

    /** A member that drops the content of everything it gives. */
    private record GivesStubsOnly(SimulatedNode liar) implements Tap {
        private static final byte RUN = 7;
        private static final SimulatedSuite SUITE = new SimulatedSuite();

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            boolean isRun = exchange.node().id().equals(liar.id())
                    && exchange.protocol().equals("sync.1")
                    && message.at(1) == RUN;
            exchange.pass(isRun ? withoutContents(message) : message);
        }

        private static Bytes withoutContents(Bytes message) {
            try {
                CborReader in = new CborReader(message);
                CborWriter out = new CborWriter().writeArray(in.readArray(6)).writeUnsigned(in.readUnsigned(9));
                out.writeBytes(in.readBytes(64)).writeBytes(in.readBytes(64));
                int packets = in.readArray(1_024);
                out.writeArray(packets);
                for (int i = 0; i < packets; i++) {
                    out.writeBytes(Packet.decodeOrStub(SUITE, in.readBytes(Packet.MAX_BYTES))
                            .stub(SUITE)
                            .encoded());
                }
                return out.writeBool(in.readBool()).writeBool(in.readBool()).toBytes();
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Five keys, by the first two nodes in turn. */
    private static void update(SimulatedPipes pipes, Notes notes, int count, String text) {
        for (int i = 0; i < count; i++) {
            publish(pipes, notes, pipes.node(i % 2), "key " + i % 5, text + " " + i);
        }
    }

    private static void publish(SimulatedPipes pipes, Notes notes, SimulatedNode node, String key, String text) {
        pipes.done(notes.write(node, Content.text(text).withKey(key)));
        pipes.pass(Duration.ofMillis(50));
    }

    /** By key; each has one message. */
    private static TreeMap<String, String> latest(Notes notes, SimulatedNode node) {
        TreeMap<String, String> latest = new TreeMap<>();
        for (Message message : notes.messages(node)) {
            assertThat(latest.put(message.key().orElseThrow(), SimulatedNode.text(message)))
                    .as("another message of %s at %s", message.key(), node)
                    .isNull();
        }
        return latest;
    }

    private static long keptBytes(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().bytes();
    }
}
