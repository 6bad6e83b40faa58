// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way between two real nodes, of which one is whole, falls apart again and again; their session goes on and nobody notices. */
@Timeout(180)
class CutConnectionsTest {
    private static final String NETWORK = "frayed";
    private static final int MEAN_LIFE_MILLIS = 100;
    private static final int MESSAGES = 1_000;

    @Test
    void sockets_that_are_closed_at_random_every_100_ms_cost_no_message_and_no_link() throws Exception {
        NodeProcess hidden = NodeProcess.plain("frayed-north", Java.current()).with("PIPES_PEERING", "manual");
        NodeProcess other = NodeProcess.warm("frayed-south", Java.current()).with("PIPES_PEERING", "manual");
        try (RunningNode north = RunningNode.start(hidden);
                RunningNode south = RunningNode.start(other)) {
            String founder =
                    north.found(NETWORK, north.newIdentity("nora")).get("node").asText();
            String ticket = north.ticket(NETWORK);
            hidden.stop();
            int behind = Ports.free();
            try (CuttingProxy way = CuttingProxy.between(hidden.listen(), behind, 1)) {
                hidden.with("PIPES_LISTEN", "tcp://127.0.0.1:" + behind);
                north.startAgain();
                String joiner =
                        south.join(ticket, south.newIdentity("sam")).get("node").asText();
                FourStreams streams = FourStreams.between(NETWORK, north, founder, south, joiner);
                long linksBefore = links(north) + links(south);
                Traffic traffic = streams.start();
                way.cutAfter(MEAN_LIFE_MILLIS);
                traffic.flow(MESSAGES);
                way.leaveAlone();
                traffic.flow(MESSAGES / 10);
                int each = traffic.stop();

                System.out.println(way.cuts() + " connections were cut while 4 x " + each + " messages passed");
                streams.assertArrived(each);
                assertThat(way.cuts()).isGreaterThan(20);
                assertThat(links(north) + links(south)).as("links that began").isEqualTo(linksBefore);
            }
        }
    }

    private static long links(RunningNode node) throws Exception {
        return node.process()
                .log()
                .lines()
                .filter(line -> line.contains("Linked to"))
                .count();
    }
}
