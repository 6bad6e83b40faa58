// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.crypto.KeyOracle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who can read a pipeline changes with its members. */
class EpochsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void what_is_being_sealed_when_somebody_is_removed_goes_out_under_a_new_epoch() {
        for (long seed = 1; seed <= 20; seed++) {
            // A disk that takes no time shows the removal while a worker still seals.
            try (SimulatedPipes pipes =
                    SimulatedPipes.network(3).seed(seed).commit(Duration.ZERO).start()) {
                SimulatedNode author = pipes.node(0);
                pipes.done(author.onLoop(() -> {
                    author.network().revoke(pipes.node(2).id());
                    author.pipeline().publish(Content.text("not for node-2"));
                    return true;
                }));
                pipes.settle();

                assertThat(pipes.node(1).heard()).containsExactly("not for node-2");
                assertThat(pipes.oracle().sealed().stream()
                                .filter(packet -> pipes.oracle()
                                        .openers(packet.commitment())
                                        .contains("node-1")))
                        .singleElement()
                        .satisfies(packet ->
                                assertThat(pipes.oracle().readers(packet)).containsExactly("node-0", "node-1"));
            }
        }
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_was_removed_opens_nothing_that_follows_with_any_key_it_ever_held(SimulatedPipes pipes) {
        SimulatedNode removed = pipes.node(3);
        int begin = sealed(pipes).size();
        pipes.node(1).publish("before");
        pipes.settle();
        String old = epoch(pipes, pipes.node(1));

        pipes.done(pipes.node(0).network().revoke(removed.id()));
        pipes.settle();
        int after = sealed(pipes).size();
        pipes.node(0).publish("from zero");
        pipes.node(1).publish("from one");
        pipes.settle();

        assertThat(epoch(pipes, pipes.node(1))).isNotEqualTo(old);
        assertThat(pipes.oracle().readers(sealed(pipes).get(begin)))
                .as("it could read what came before")
                .containsExactly("node-0", "node-1", "node-2", "node-3");
        assertReaders(pipes, after, "node-0", "node-1", "node-2");
        assertThat(pipes.node(2).heard()).containsExactlyInAnyOrder("before", "from zero", "from one");
        assertThat(removed.heard()).containsExactly("before");
    }

    @Test
    @SimulatedNodes(count = 4)
    void who_was_removed_while_away_does_not_read_it_either_when_back(SimulatedPipes pipes) {
        SimulatedNode removed = pipes.node(3);
        pipes.cut(removed);
        pipes.pass(MINUTE);
        pipes.done(pipes.node(0).network().revoke(removed.id()));
        pipes.settle();
        int after = sealed(pipes).size();
        pipes.node(1).publish("while away");

        pipes.heal();
        pipes.pass(MINUTE);
        pipes.node(1).publish("when back");
        pipes.settle();

        assertReaders(pipes, after, "node-0", "node-1", "node-2");
        assertThat(pipes.node(2).heard()).containsExactly("while away", "when back");
        assertThat(removed.heard()).isEmpty();
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_newcomer_reads_what_is_published_after_it_joined(SimulatedPipes pipes) {
        pipes.node(1).publish("before");
        pipes.settle();

        SimulatedNode newcomer = join(pipes, "newcomer");
        pipes.settle();
        int after = sealed(pipes).size();
        pipes.node(1).publish("welcome");
        newcomer.publish("hello");
        pipes.settle();

        assertThat(newcomer.heard()).contains("welcome");
        assertThat(pipes.node(2).heard()).containsExactlyInAnyOrder("before", "welcome", "hello");
        assertReaders(pipes, after, "newcomer", "node-0", "node-1", "node-2");
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_newcomer_after_a_removal_reads_and_the_removed_one_still_does_not(SimulatedPipes pipes) {
        pipes.done(pipes.node(0).network().revoke(pipes.node(2).id()));
        pipes.settle();
        SimulatedNode newcomer = join(pipes, "newcomer");
        pipes.settle();
        int after = sealed(pipes).size();
        pipes.node(1).publish("among us");
        pipes.settle();

        assertThat(newcomer.heard()).containsExactly("among us");
        assertReaders(pipes, after, "newcomer", "node-0", "node-1");
    }

    private static void assertReaders(SimulatedPipes pipes, int from, String... readers) {
        List<KeyOracle.SealedPacket> all = sealed(pipes);
        assertThat(all.subList(from, all.size()))
                .isNotEmpty()
                .allSatisfy(packet -> assertThat(pipes.oracle().readers(packet)).containsExactly(readers));
    }

    private static SimulatedNode join(SimulatedPipes pipes, String name) {
        SimulatedNode newcomer = new SimulatedNode(pipes, pipes.network().add(name));
        newcomer.start();
        InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(1), 1);
        String ticket = pipes.done(pipes.node(0).network().invite(terms)).ticket();
        LocalNetwork network = pipes.done(newcomer.running()
                .kernel()
                .join(
                        ticket,
                        pipes.done(newcomer.running().identities().create(name)).identity()));
        newcomer.joined(network.node());
        return newcomer;
    }

    private static List<KeyOracle.SealedPacket> sealed(SimulatedPipes pipes) {
        return pipes.oracle().sealed();
    }

    private static String epoch(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.done(node.onLoop(() -> node.pipeline().info().epoch().orElseThrow()));
    }
}
