// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Bundles of a running node are replaced while 100 messages a second pass through it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class HotUpdateTest {
    private static final int BEFORE = 150;
    private static final int AFTER = 250;

    private RunningNode north;
    private RunningNode south;
    private BundleReplacement bundles;
    private String anna;
    private String bert;

    @BeforeAll
    void start() throws Exception {
        NodeProcess updatable = NodeProcess.warm("updated", Java.current());
        bundles = BundleReplacement.prepare(updatable);
        north = RunningNode.start(updatable);
        south = RunningNode.plain("not-updated");
        anna = north.newIdentity("anna");
        bert = south.newIdentity("bert");
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningNode one = north;
                RunningNode other = south) {
            assertThat(one.process().log()).doesNotContain(" ERROR ");
            assertThat(other.process().log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_pipeline_bundle_is_replaced() throws Exception {
        everything_arrives_once_while("io.pipes.pipeline");
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_transport_is_replaced() throws Exception {
        everything_arrives_once_while("io.pipes.transport.tcp");
    }

    private void everything_arrives_once_while(String bundle) throws Exception {
        String founder = north.found(bundle, anna).get("node").asText();
        String joiner = south.join(north.ticket(bundle), bert).get("node").asText();
        FourStreams streams = FourStreams.between(bundle, north, founder, south, joiner);

        Traffic traffic = streams.start();
        traffic.flow(BEFORE);
        Instant began = Instant.now();
        bundles.replace(bundle);
        Duration took = Duration.between(began, Instant.now());
        traffic.flow(AFTER);
        int each = traffic.stop();

        System.out.println(bundle + " replaced in " + took.toMillis() + " ms while 4 x " + each + " messages passed");
        streams.assertArrived(each);
    }
}
