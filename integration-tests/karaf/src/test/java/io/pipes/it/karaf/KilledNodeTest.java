// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A process that dies in the middle of its work, and what its home still knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class KilledNodeTest {
    private RunningNode north;
    private RunningNode south;

    @BeforeAll
    void start() throws Exception {
        north = RunningNode.start("killed-north", Java.current());
        south = RunningNode.start("killed-south", Java.current());
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
    void a_killed_node_comes_back_as_itself_and_connects_again() throws Exception {
        String founder =
                north.found("first", north.newIdentity("anna")).get("node").asText();
        String bert = south.newIdentity("bert");
        String joiner = south.join(north.ticket("first"), bert).get("node").asText();
        south.found("second", bert);
        north.await("both are connected", () -> north.sees("first", joiner) && south.sees("first", founder));
        JsonNode identities = south.call("identity.list");
        JsonNode members = south.call("network.members", "network", "first");

        south.process().kill();
        south.startAgain();
        Instant ready = Instant.now();
        south.await("it is connected again", () -> south.sees("first", founder) && north.sees("first", joiner));
        Duration took = Duration.between(ready, Instant.now());

        System.out.println("connected again " + took.toMillis() + " ms after the killed node was ready");
        assertThat(took).isLessThan(Duration.ofSeconds(50));
        assertThat(south.call("identity.list")).isEqualTo(identities);
        assertThat(south.network("first").orElseThrow().get("node").asText()).isEqualTo(joiner);
        assertThat(south.network("second")).isPresent();
        assertThat(south.call("network.members", "network", "first"))
                .extracting(member -> member.get("node").asText())
                .containsExactlyInAnyOrderElementsOf(
                        () -> members.findValuesAsText("node").iterator());
        Feed feed = south.api().subscribe("message.subscribe", "network", "first");
        north.call("message.send", "network", "first", "node", joiner, "text", "welcome back");
        assertThat(feed.next().get("text").asText()).isEqualTo("welcome back");
    }
}
