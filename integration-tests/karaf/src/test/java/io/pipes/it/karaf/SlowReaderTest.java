// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * One of ten who read a persistent pipeline takes a message now and then. Its node, which has 256 MiB of heap, keeps nothing in memory for
 * it, and it misses nothing; the nine others have everything as it comes.
 */
class SlowReaderTest {
    private static final String NOTES = "notes";
    private static final int QUICK = 9;
    /** All of them share a connection, for which 16 MiB may wait where this test is slow to read. */
    private static final int WINDOW = 64;

    private static final int PART = 200;
    private static final int PARTS = 18;
    private static final Duration AT_NIGHT = Duration.ofHours(1);

    private static final int MOST_HEAP = 64 << 20;
    /** Together they are more than what may be used for them. */
    private static final String FILLER = "x".repeat(20_000);

    @Test
    @Timeout(300)
    void a_slow_reader_costs_no_memory_and_the_others_no_message() throws Exception {
        isBehind(part -> part < PARTS);
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    @EnabledIfSystemProperty(named = "pipes.test.scale", matches = "nightly")
    void nor_does_one_that_is_slow_for_an_hour() throws Exception {
        long begun = System.nanoTime();
        isBehind(part -> System.nanoTime() - begun < AT_NIGHT.toNanos());
    }

    private static void isBehind(IntPredicate another) throws Exception {
        try (RunningNode node = RunningNode.start(
                NodeProcess.plain("slow-reader", Java.current()).workingHard())) {
            node.found("home", node.newIdentity("anna"));
            node.call("pipeline.create", "name", NOTES, "kind", "persistent");
            List<Feed> quick = new ArrayList<>();
            for (int i = 0; i < QUICK; i++) {
                quick.add(node.api().subscribe("pipeline.subscribe", "name", NOTES, "window", WINDOW));
            }
            long without = 0;
            for (int part = 0; part < 3; part++) {
                without = publish(node, "before " + part, quick);
            }
            Vitals before = Vitals.of(node.process());
            Feed slow = node.api()
                    .subscribe("pipeline.subscribe", "name", NOTES, "window", 1)
                    .grantedByHand();

            long with = 0;
            int parts = 0;
            for (; another.test(parts); parts++) {
                with = Math.max(with, publish(node, "part " + parts, quick));
                slow.grant(1);
            }
            Vitals after = Vitals.of(node.process());

            System.out.println("a slow reader: " + before + " before, " + after + " when it was "
                    + (parts * PART - slow.waiting()) + " messages of 20 kB behind; " + PART + " messages to " + QUICK
                    + " others in " + without + " ms before, " + with + " ms at most while it was there");
            assertThat(slow.waiting()).isLessThanOrEqualTo(parts + 1);
            assertThat(after.heapBytes()).isLessThan(before.heapBytes() + MOST_HEAP);
            // Far more at once than it reads: it is told as much as it reads, and not sent away.
            slow.grant(20 * PART);
            for (int part = 0; part < parts; part++) {
                slow.grant(PART);
                assertThat(slow.next(PART))
                        .extracting(message -> message.get("text").asText())
                        .containsExactlyElementsOf(texts("part " + part));
            }
            assertThat(node.process().log()).doesNotContain(" ERROR ");
        }
    }

    private static List<String> texts(String name) {
        return IntStream.range(0, PART).mapToObj(i -> name + " " + i + FILLER).toList();
    }

    /** Returns after how many milliseconds all of them had it. */
    private static long publish(RunningNode node, String name, List<Feed> readers) throws Exception {
        long begun = System.nanoTime();
        List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
        for (String text : texts(name)) {
            sent.add(node.api().callLater("pipeline.publish", "name", NOTES, "text", text));
        }
        for (CompletableFuture<JsonNode> one : sent) {
            one.get();
        }
        for (Feed reader : readers) {
            assertThat(reader.next(PART))
                    .extracting(message -> message.get("text").asText())
                    .containsExactlyElementsOf(texts(name));
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
