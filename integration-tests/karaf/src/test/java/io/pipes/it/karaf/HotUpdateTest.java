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
        NodeProcess updatable = NodeProcess.prepare("updated", Java.current());
        bundles = BundleReplacement.prepare(updatable);
        north = RunningNode.start(updatable);
        south = RunningNode.start("not-updated", Java.current());
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
        north.await("both are connected", () -> north.sees(bundle, joiner) && south.sees(bundle, founder));
        north.call("pipeline.create", "network", bundle, "name", "news");
        south.await(
                "the pipeline is known there",
                () -> !south.call("pipeline.list", "network", bundle).isEmpty());
        Feed directToSouth = south.api().subscribe("message.subscribe", "network", bundle);
        Feed directToNorth = north.api().subscribe("message.subscribe", "network", bundle);
        Feed newsAtSouth =
                south.api().subscribe("pipeline.subscribe", "network", bundle, "name", "news", "window", 4_096);
        Feed newsAtNorth =
                north.api().subscribe("pipeline.subscribe", "network", bundle, "name", "news", "window", 4_096);

        Traffic traffic = Traffic.start(List.of(
                i -> send(north, bundle, joiner, i),
                i -> publish(north, bundle, "north", i),
                i -> send(south, bundle, founder, i),
                i -> publish(south, bundle, "south", i)));
        traffic.flow(BEFORE);
        Instant began = Instant.now();
        bundles.replace(bundle);
        Duration took = Duration.between(began, Instant.now());
        traffic.flow(AFTER);
        int each = traffic.stop();

        System.out.println(bundle + " replaced in " + took.toMillis() + " ms while 4 x " + each + " messages passed");
        assertThat(texts(directToSouth, each)).containsExactlyElementsOf(numbered("direct", each));
        assertThat(texts(directToNorth, each)).containsExactlyElementsOf(numbered("direct", each));
        assertNews(newsAtSouth, each);
        assertNews(newsAtNorth, each);
        assertThat(List.of(directToSouth, directToNorth, newsAtSouth, newsAtNorth))
                .allSatisfy(feed -> assertThat(feed.besides()).isEmpty())
                .allSatisfy(feed -> assertThat(feed.waiting()).isZero());
    }

    /** Publishers see their own messages too; each one's are in order. */
    private static void assertNews(Feed feed, int each) throws Exception {
        List<String> received = texts(feed, 2 * each);
        assertThat(received.stream().filter(text -> text.startsWith("north")))
                .containsExactlyElementsOf(numbered("north", each));
        assertThat(received.stream().filter(text -> text.startsWith("south")))
                .containsExactlyElementsOf(numbered("south", each));
    }

    private static List<String> texts(Feed feed, int count) throws Exception {
        return feed.next(count).stream()
                .map(message -> message.get("text").asText())
                .toList();
    }

    private static List<String> numbered(String stream, int count) {
        return IntStream.range(0, count).mapToObj(i -> stream + " " + i).toList();
    }

    private static CompletableFuture<JsonNode> send(RunningNode from, String network, String to, int number) {
        return from.api().callLater("message.send", "network", network, "node", to, "text", "direct " + number);
    }

    private static CompletableFuture<JsonNode> publish(RunningNode from, String network, String stream, int number) {
        return from.api()
                .callLater("pipeline.publish", "network", network, "name", "news", "text", stream + " " + number);
    }
}
