// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.network.NetworkState;
import io.pipes.base.Bytes;
import io.pipes.testkit.crypto.KeyOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network that other tests get, and small stories on it. */
class SimulatedPipesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @SimulatedNodes(count = 3)
    void what_one_publishes_the_others_hear(SimulatedPipes pipes) {
        pipes.node(0).publish("one");
        pipes.node(1).publish("two");
        pipes.settle();

        assertThat(pipes.node(0).heard()).containsExactly("two");
        assertThat(pipes.node(1).heard()).containsExactly("one");
        assertThat(pipes.node(2).heard()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    @SimulatedNodes(count = 3, suite = Suite.PIPES1)
    void a_message_to_one_node_is_heard_by_that_node_only(SimulatedPipes pipes) {
        pipes.node(0).send(pipes.node(1), "for you");
        pipes.settle();

        assertThat(pipes.node(1).heardDirectly()).containsExactly("for you");
        assertThat(pipes.node(2).heardDirectly()).isEmpty();
        assertThat(pipes.node(1).network().securityProtocols()).containsExactly("PIPES1");
    }

    @Test
    @SimulatedNodes(count = 4)
    void what_is_published_in_one_half_is_not_heard_in_the_other_before_they_are_one_again(SimulatedPipes pipes) {
        SimulatedNode east = pipes.node(1);
        SimulatedNode west = pipes.node(2);
        pipes.partition(List.of(pipes.node(0), east));
        pipes.pass(MINUTE);
        assertThat(east.peers()).containsExactly(pipes.node(0).id());

        west.publish("in the west");
        pipes.settle();
        assertThat(pipes.node(3).heard()).containsExactly("in the west");
        assertThat(east.heard()).isEmpty();

        pipes.heal();
        pipes.pass(MINUTE);
        west.publish("everywhere");
        pipes.settle();
        assertThat(east.heard()).contains("everywhere").doesNotHaveDuplicates();
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_node_comes_back_from_a_crash_as_itself(SimulatedPipes pipes) {
        SimulatedNode node = pipes.node(1);
        node.crash();
        pipes.node(0).publish("lost to the absent");
        pipes.pass(MINUTE);

        node.restart();
        pipes.settle();
        assertThat(node.network().node()).isEqualTo(node.id());
        assertThat(node.network().state()).isEqualTo(NetworkState.CONNECTED);

        node.publish("back");
        pipes.node(2).publish("welcome");
        pipes.settle();
        assertThat(pipes.node(0).heard()).contains("back");
        assertThat(node.heard()).containsExactly("welcome");
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_killed_process_is_missed_and_is_back_within_seconds(SimulatedPipes pipes) {
        SimulatedNode node = pipes.node(0);
        node.kill();
        assertThat(pipes.until(() -> !pipes.node(1).peers().contains(node.id()), Duration.ofSeconds(6)))
                .isTrue();

        node.restart();

        assertThat(pipes.until(() -> isBack(pipes, node), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Test
    @SimulatedNodes(count = 4)
    void a_removed_node_is_cut_off_and_cannot_read_what_follows_with_any_key_it_ever_held(SimulatedPipes pipes) {
        SimulatedNode removed = pipes.node(3);
        pipes.node(0).publish("before");
        pipes.settle();
        assertThat(removed.heard()).containsExactly("before");

        pipes.done(pipes.node(0).network().revoke(removed.id()));
        assertThat(pipes.until(() -> removed.network().state() == NetworkState.REVOKED, Duration.ofSeconds(1)))
                .isTrue();
        pipes.settle();
        int before = pipes.oracle().sealed().size();
        pipes.node(0).publish("after");
        pipes.settle();

        assertThat(removed.heard()).containsExactly("before");
        assertThat(pipes.node(1).heard()).containsExactly("before", "after");
        List<KeyOracle.SealedPacket> all = pipes.oracle().sealed();
        assertThat(pipes.oracle().readers(all.get(0))).contains("node-1", "node-3");
        assertThat(all.subList(before, all.size()))
                .isNotEmpty()
                .allSatisfy(packet ->
                        assertThat(pipes.oracle().readers(packet)).containsExactly("node-0", "node-1", "node-2"));
    }

    @Test
    @SimulatedNodes(count = 2)
    void nothing_readable_is_on_the_wire(SimulatedPipes pipes) {
        StringBuilder wire = new StringBuilder();
        pipes.network().tap((from, to, segment) -> {
            wire.append(new String(segment.toArray(), StandardCharsets.ISO_8859_1));
            return segment;
        });

        pipes.node(0).publish("the plaintext");
        pipes.node(0).send(pipes.node(1), "the plaintext");
        pipes.settle();

        assertThat(pipes.node(1).heard()).containsExactly("the plaintext");
        assertThat(wire.length()).isPositive();
        assertThat(wire).doesNotContain("the plaintext").doesNotContain(SimulatedPipes.NETWORK);
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_changed_segment_ends_the_link_and_is_never_heard(SimulatedPipes pipes) {
        boolean[] tampering = {false};
        pipes.network().tap((from, to, segment) -> tampering[0] ? flipped(segment) : segment);
        pipes.pass(Duration.ofSeconds(1));

        tampering[0] = true;
        pipes.node(0).publish("changed on the way");
        pipes.pass(Duration.ofSeconds(2));
        assertThat(pipes.node(1).heard()).isEmpty();
        assertThat(pipes.node(1).peers()).doesNotContain(pipes.node(0).id());

        tampering[0] = false;
        pipes.settle();
        pipes.node(0).publish("left alone");
        pipes.settle();
        assertThat(pipes.node(1).heard()).contains("left alone").doesNotHaveDuplicates();
    }

    @Test
    void a_wrong_clock_keeps_nobody_out() {
        try (SimulatedPipes pipes = SimulatedPipes.network(3).seed(5).start()) {
            pipes.node(1).host().loop().clock().step(Duration.ofDays(3_650));
            pipes.node(2).host().loop().clock().step(Duration.ofDays(-3_650));
            pipes.node(1).kill();
            pipes.node(1).restart();
            pipes.settle();

            pipes.nodes().forEach(node -> node.publish("from " + node));
            pipes.settle();

            assertThat(pipes.node(0).heard()).containsExactlyInAnyOrder("from node-1", "from node-2");
            assertThat(pipes.node(1).heard()).containsExactlyInAnyOrder("from node-0", "from node-2");
        }
    }

    @Test
    void a_run_is_its_seed() {
        String first = story(11);

        assertThat(story(11)).isEqualTo(first);
        assertThat(story(12)).isNotEqualTo(first);
    }

    @Test
    @SimulatedNodes(count = 1, seed = 4_711)
    void a_failed_test_tells_its_seed_and_what_came_last(SimulatedPipes pipes) {
        pipes.node(0).crash();

        assertThat(new Evidence(pipes).report("my test"))
                .startsWith("my test failed. Simulation of 1 nodes on SIMULATED from seed ")
                .contains("node-0 crashes")
                .endsWith("-Dpipes.seed=" + pipes.plan().seed() + "\n");
    }

    @Test
    void what_is_observed_and_fails_leaves_a_report_and_a_drawing() throws IOException {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(77).start()) {
            assertThatThrownBy(() -> pipes.observed("SimulatedPipesTest/on-purpose", () -> {
                        pipes.partition(pipes.nodes().subList(0, 2));
                        pipes.pass(Duration.ofSeconds(40));
                        throw new AssertionError("on purpose");
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("on purpose")
                    .hasMessageContaining("seed 77");
        }
        Path kept = Path.of("target/failures/SimulatedPipesTest-on-purpose/seed-77");
        assertThat(kept.resolve("report.txt")).content().contains("2 of 4 hosts are split off", "pipes.seed=77");
        String drawing = Files.readString(kept.resolve("topology.svg"));
        assertThat(drawing).contains("before 2 are split off", "4 nodes, 0 down, 6 links", "4 nodes, 0 down, 2 links");
        Files.delete(kept.resolve("report.txt"));
        Files.delete(kept.resolve("topology.svg"));
        Files.delete(kept);
        Files.delete(kept.getParent());
    }

    @Test
    void what_fails_inside_fails_the_test() {
        SimulatedPipes pipes = SimulatedPipes.network(1).start();
        pipes.node(0).host().loop().execute(() -> {
            throw new IllegalStateException("nobody caught this");
        });
        pipes.pass(Duration.ofSeconds(1));

        assertThatThrownBy(pipes::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 1")
                .hasRootCauseMessage("nobody caught this");
    }

    private static boolean isBack(SimulatedPipes pipes, SimulatedNode node) {
        return pipes.nodes().stream()
                .filter(other -> other != node)
                .allMatch(other -> other.peers().contains(node.id()));
    }

    private static String story(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(5).seed(seed).buggify(true).start()) {
            pipes.node(3).crash();
            pipes.nodes().stream().filter(SimulatedNode::isRunning).forEach(node -> node.publish("from " + node));
            pipes.node(3).restart();
            pipes.settle();
            return pipes.toString().replace("seed " + seed, "");
        }
    }

    private static Bytes flipped(Bytes segment) {
        byte[] changed = segment.toArray();
        changed[changed.length / 2] ^= 1;
        return Bytes.wrap(changed);
    }
}
