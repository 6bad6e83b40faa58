// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five nodes in a ring. Who carries what two of them say to each other dies, and the other way round takes over. */
@Tag("alone")
@Timeout(180)
class RingTest {
    private static final String NETWORK = Chain.NETWORK;
    private static final int SENDER = 0;
    private static final int BERT = 1;
    private static final int RECEIVER = 2;
    private static final int EMIL = 4;
    private static final int PER_SECOND = 1_000;

    /** A hang detector; the figure is printed. */
    private static final Duration HUNG = Duration.ofSeconds(10);

    @Test
    void the_relay_in_use_is_killed_under_a_thousand_messages_a_second_and_none_is_lost_or_doubled() throws Exception {
        try (Chain ring = Chain.plain("ring", "anna", "bert", "carla", "dora", "emil")) {
            ring.closeRing();
            ring.awaitLinks(5);
            Feed feed = ring.node(RECEIVER).api().subscribe("message.subscribe", "network", NETWORK, "window", 4_096);

            int relay;
            int sent;
            try (SteadyStream stream = SteadyStream.start(PER_SECOND, i -> send(ring, i))) {
                stream.flow(2 * PER_SECOND);
                relay = relayInUse(ring, stream);
                ring.node(relay).process().kill();
                stream.flow(5 * PER_SECOND);
                ring.awaitHops(SENDER, RECEIVER, relay == BERT ? 3 : 2);
                stream.flow(PER_SECOND);
                sent = stream.stop();
            }
            List<JsonNode> received = feed.next(sent);

            System.out.println("ring: " + ring.name(relay) + " was killed, " + sent + " messages, longest pause "
                    + longestPause(received).toMillis() + " ms; " + Latencies.of(received));
            assertThat(received)
                    .extracting(message -> message.get("text").asText())
                    .containsExactlyElementsOf(IntStream.range(0, sent)
                            .mapToObj(i -> "message " + i)
                            .toList());
            assertThat(feed.waiting()).as("messages that came once more").isZero();
            assertThat(feed.besides()).isEmpty();
            assertThat(longestPause(received)).isLessThan(HUNG);
        }
    }

    private static CompletableFuture<JsonNode> send(Chain ring, int number) {
        return ring.node(SENDER)
                .api()
                .callLater("message.send", "network", NETWORK, "node", ring.id(RECEIVER), "text", "message " + number);
    }

    /**
     * Of the two who lie beside the sender, the one that works. An explanation names the way that would be taken now, and times that were
     * measured meanwhile may have made the other one the better.
     */
    private static int relayInUse(Chain ring, SteadyStream stream) throws Exception {
        Duration before = processorTime(ring, BERT);
        Duration otherBefore = processorTime(ring, EMIL);
        stream.flow(2 * PER_SECOND);
        Duration used = processorTime(ring, BERT).minus(before);
        Duration otherUsed = processorTime(ring, EMIL).minus(otherBefore);
        JsonNode explained = ring.node(SENDER).call("node.explain", "network", NETWORK, "node", ring.id(RECEIVER));
        System.out.println("ring: bert worked " + used.toMillis() + " ms, emil " + otherUsed.toMillis()
                + " ms; the way by the explanation begins with "
                + ring.name(ring.indexOf(explained.get("route").get(0).asText())));
        assertThat(explained.get("candidates"))
                .extracting(candidate -> candidate.get("result").asText())
                .contains("in use");
        return used.compareTo(otherUsed) > 0 ? BERT : EMIL;
    }

    private static Duration processorTime(Chain ring, int node) {
        return ring.node(node).process().handle().info().totalCpuDuration().orElseThrow();
    }

    /** Between two arrivals, by the receiver's own times. */
    private static Duration longestPause(List<JsonNode> received) {
        List<Instant> times = received.stream()
                .map(message -> Instant.parse(message.get("received").asText()))
                .toList();
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
