// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Two nodes that send to each other, directly and by a pipeline, and what both of them hear. */
final class FourStreams {
    private final String network;
    private final RunningNode north;
    private final RunningNode south;
    private final String founder;
    private final String joiner;
    private final Feed directToSouth;
    private final Feed directToNorth;
    private final Feed newsAtSouth;
    private final Feed newsAtNorth;

    private FourStreams(String network, RunningNode north, String founder, RunningNode south, String joiner)
            throws Exception {
        this.network = network;
        this.north = north;
        this.south = south;
        this.founder = founder;
        this.joiner = joiner;
        directToSouth = south.api().subscribe("message.subscribe", "network", network);
        directToNorth = north.api().subscribe("message.subscribe", "network", network);
        newsAtSouth = news(south);
        newsAtNorth = news(north);
    }

    /** Waits until both are connected, makes a pipeline, and listens. */
    static FourStreams between(String network, RunningNode north, String founder, RunningNode south, String joiner)
            throws Exception {
        north.await("both are connected", () -> north.sees(network, joiner) && south.sees(network, founder));
        north.call("pipeline.create", "network", network, "name", "news");
        south.await(
                "the pipeline is known there",
                () -> !south.call("pipeline.list", "network", network).isEmpty());
        return new FourStreams(network, north, founder, south, joiner);
    }

    private Feed news(RunningNode node) throws Exception {
        return node.api().subscribe("pipeline.subscribe", "network", network, "name", "news", "window", 4_096);
    }

    Traffic start() {
        return Traffic.start(List.of(
                i -> send(north, joiner, i),
                i -> publish(north, "north", i),
                i -> send(south, founder, i),
                i -> publish(south, "south", i)));
    }

    private CompletableFuture<JsonNode> send(RunningNode from, String to, int number) {
        return from.api().callLater("message.send", "network", network, "node", to, "text", "direct " + number);
    }

    private CompletableFuture<JsonNode> publish(RunningNode from, String stream, int number) {
        return from.api()
                .callLater("pipeline.publish", "network", network, "name", "news", "text", stream + " " + number);
    }

    /** So many of each stream have arrived, each once and in order, and nothing else. */
    void assertArrived(int each) throws Exception {
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
}
