// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adverts are sent to some peers only; nobody misses one for it. */
class SparseFloodTest {
    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofMillis(1_500);
    private static final Bytes NOTE = Bytes.utf8("something new");

    private final TestNetwork network = TestNetwork.of(20, 6);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void who_has_many_peers_sends_to_some_and_the_others_notice_when_they_compare() {
        for (int i = 1; i < 20; i++) {
            network.link(0, i);
        }
        network.settle();

        say(5);
        network.pass(AT_ONCE);
        assertThat(informed()).isEqualTo(6);
        network.pass(SOON);

        assertThat(informed()).isEqualTo(20);
    }

    @Test
    void where_everybody_is_linked_to_everybody_most_copies_are_saved() {
        linkAll();
        network.settle();
        long before = network.bytes();

        say(5);
        network.settle();

        int each = network.node(0)
                .topology()
                .advert(network.node(5).id())
                .orElseThrow()
                .encodedBytes();
        assertThat(informed()).isEqualTo(20);
        assertThat(network.bytes() - before)
                .as("of 20 nodes that have 19 peers each")
                .isBetween(19L * each, 20L * 19 * each / 2);
    }

    @Test
    void who_is_kept_in_the_dark_by_some_peers_hears_it_from_the_others() {
        for (int i = 0; i < 19; i++) {
            for (int j = 0; j < i; j++) {
                network.link(i, j);
            }
        }
        List<TestLink> dark = List.of(network.link(19, 1), network.link(19, 2), network.link(19, 3));
        dark.forEach(link -> link.silent = network.node(19));
        network.link(19, 4);
        network.settle();

        say(5);
        network.pass(SOON);

        assertThat(informed()).isEqualTo(20);
    }

    @Test
    void a_network_that_has_compared_is_silent() {
        linkAll();
        say(5);
        network.settle();
        long before = network.messages();

        network.settle();

        assertThat(network.messages()).isEqualTo(before);
    }

    private void linkAll() {
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < i; j++) {
                network.link(i, j);
            }
        }
    }

    private void say(int node) {
        network.node(node).loop.execute(() -> network.node(node).topology().announce(NOTE));
    }

    private long informed() {
        return network.nodes.stream()
                .filter(node -> node.topology()
                        .note(network.node(5).id())
                        .filter(NOTE::equals)
                        .isPresent())
                .count();
    }
}
