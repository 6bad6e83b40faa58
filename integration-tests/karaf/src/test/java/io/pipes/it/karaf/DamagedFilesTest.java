// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While bert is stopped, his disk damages many of the files in which his history is. He says so, and gets everything from anna again. */
@Timeout(300)
class DamagedFilesTest {
    private static final String NETWORK = "home";
    private static final String NOTES = "notes";
    private static final int EACH = 400;
    /** So long that there are many segments. */
    private static final String FILLER = "x".repeat(2_000);

    /** So many are on the disk before more are sent; how many share a segment depends on how many wait for the disk at once. */
    private static final int AT_ONCE = 40;

    /** At least; all but those that are spared and cut, and the last one. */
    private static final int FLIPPED = 6;
    /** The beginning of the log holds what the network rests on, which only an invitation brings back. */
    private static final int SPARED = 2;

    @Test
    void what_the_files_have_lost_is_told_and_fetched_again() throws Exception {
        NodeProcess small = NodeProcess.warm("damaged-bert", Java.current());
        Files.createDirectories(small.home().resolve("etc"));
        Files.writeString(small.home().resolve("etc/io.pipes.storage.derby.cfg"), "segment.size = 64 KiB\n");
        try (RunningNode anna = RunningNode.plain("damaged-anna");
                RunningNode bert = RunningNode.start(small)) {
            anna.found(NETWORK, anna.newIdentity("anna"));
            bert.join(anna.ticket(NETWORK), bert.newIdentity("bert"));
            anna.call("pipeline.create", "name", NOTES, "kind", "persistent");
            bert.await("it can publish", () -> canPublish(bert));
            write(anna, "anna");
            write(bert, "bert");
            anna.await("it has everything", () -> packets(anna).size() == 2 * EACH);
            TreeSet<String> all = packets(anna);
            bert.await("it has everything", () -> packets(bert).equals(all));

            bert.process().stop();
            damage(bert.process().home());
            bert.startAgain();

            bert.await(
                    "it says what has happened",
                    () -> bert.call("status").get("problems").toString().contains("damaged"));
            bert.await("it has everything again", () -> packets(bert).equals(all));
            System.out.println("damaged files: " + bert.call("status").get("problems"));
            assertThat(bert.process().log()).contains("are damaged").doesNotContain(" ERROR ");

            anna.process().stop();
            bert.process().kill();
            bert.startAgain();
            bert.await("it loads its history", () -> canPublish(bert));
            assertThat(packets(bert)).as("durable again").isEqualTo(all);
        }
    }

    private static boolean canPublish(RunningNode node) throws Exception {
        return node.call("pipeline.list").findValuesAsText("epoch").stream().anyMatch(epoch -> !epoch.equals("null"));
    }

    private static void write(RunningNode node, String name) throws Exception {
        for (int first = 0; first < EACH; first += AT_ONCE) {
            List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
            for (int i = first; i < first + AT_ONCE; i++) {
                sent.add(node.api().callLater("pipeline.publish", "name", NOTES, "text", name + " " + i + FILLER));
            }
            for (CompletableFuture<JsonNode> one : sent) {
                one.get();
            }
        }
    }

    /** Which messages a node has, in no order: what was fetched again stands behind. */
    private static TreeSet<String> packets(RunningNode node) throws Exception {
        Feed feed = node.api().subscribe("pipeline.history", "name", NOTES);
        node.await("the history ends", () -> !feed.besides().isEmpty());
        TreeSet<String> packets = new TreeSet<>();
        for (JsonNode message : feed.next(feed.waiting())) {
            packets.add(message.get("packet").asText() + " " + message.get("index"));
            assertThat(message.get("text").asText()).endsWith(FILLER);
        }
        return packets;
    }

    /** Inverts a byte in some files, and takes one half of another one away. */
    private static void damage(Path home) throws IOException {
        List<Path> segments = segments(home);
        assertThat(segments).hasSizeGreaterThan(SPARED + FLIPPED + 1);
        int cut = segments.size() - 2;
        Random chance = new Random(1);
        for (Path segment : segments.subList(SPARED, cut)) {
            flip(segment, chance);
        }
        cut(segments.get(cut));
    }

    private static List<Path> segments(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, Random chance) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            int place = chance.nextInt((int) open.length() / 2);
            open.seek(place);
            int value = open.read();
            open.seek(place);
            open.write(~value);
        }
    }

    private static void cut(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() / 2);
        }
    }
}
