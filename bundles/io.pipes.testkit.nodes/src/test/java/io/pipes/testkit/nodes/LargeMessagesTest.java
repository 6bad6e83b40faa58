// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that are too long for packets: everybody who can read them gets their content, from whoever has it. */
@Tag("simulation")
class LargeMessagesTest {
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofMinutes(2);

    private static byte[] content(int bytes, long seed) {
        return new SeededRandomness(seed).bytes(bytes);
    }

    static ContentSource source(byte[] content) {
        return new ContentSource("application/x-large", content.length, () -> new ByteArrayInputStream(content));
    }

    private static Message read(Notes notes, SimulatedNode node) {
        List<Message> messages = notes.messages(node);
        assertThat(messages).as("at %s", node).hasSize(1);
        return messages.get(0);
    }

    private static LargeContent large(Notes notes, SimulatedNode node) {
        Message message = read(notes, node);
        assertThat(message.content()).isEqualTo(Bytes.EMPTY);
        return message.large().orElseThrow();
    }

    private static boolean isHere(Notes notes, SimulatedNode node) {
        return node.isConnected()
                && notes.find(node).isPresent()
                && notes.messages(node).stream()
                        .anyMatch(message ->
                                message.large().filter(LargeContent::isHere).isPresent());
    }

    /** Asks for one piece at a time. */
    static byte[] bytes(SimulatedPipes pipes, LargeContent content) {
        Gatherer gatherer = new Gatherer();
        content.bytes().subscribe(gatherer);
        return pipes.done(gatherer.whole);
    }

    private static void assertAllHave(SimulatedPipes pipes, Notes notes, byte[] content, Stream<SimulatedNode> nodes) {
        for (SimulatedNode node : nodes.toList()) {
            assertThat(pipes.eventually(() -> isHere(notes, node), SOON))
                    .as("at %s, %s", node, pipes)
                    .isTrue();
            LargeContent large = large(notes, node);
            assertThat(large.size()).isEqualTo(content.length);
            assertThat(bytes(pipes, large)).as("at %s", node).isEqualTo(content);
        }
    }

    /** Four nodes, each linked to the next one only. */
    private static SimulatedPipes line(long seed) {
        SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(seed).routed(false).start();
        for (int i = 0; i < 4; i++) {
            for (int j = i + 2; j < 4; j++) {
                pipes.cut(pipes.node(i), pipes.node(j));
            }
        }
        return pipes;
    }

    @Test
    void twenty_mebibytes_reach_all_nodes_of_a_line() {
        try (SimulatedPipes pipes = line(1)) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(20 * MIB, 1);

            Sent sent = pipes.done(notes.publish(pipes.node(0), source(content)));

            assertThat(sent.packet()).isPresent();
            assertAllHave(pipes, notes, content, pipes.nodes().stream());
            assertThat(read(notes, pipes.node(3)).contentType()).isEqualTo("application/x-large");
        }
    }

    @Test
    void a_message_that_is_handed_in_whole_may_be_longer_than_a_packet_as_well() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(2).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(Content.MAX_BYTES + 1, 2);

            pipes.done(notes.publish(
                    pipes.node(0), ContentSource.of(new Content("application/x-large", Bytes.wrap(content)))));
            pipes.done(notes.write(pipes.node(0), "behind it"));

            assertThat(pipes.eventually(() -> isHere(notes, pipes.node(1)), SOON))
                    .isTrue();
            List<Message> messages = notes.messages(pipes.node(1));
            assertThat(messages).hasSize(2);
            assertThat(messages.get(1).large()).isEmpty();
            assertThat(bytes(pipes, messages.get(0).large().orElseThrow())).isEqualTo(content);
        }
    }

    @Test
    void a_message_that_comes_piece_by_piece_may_be_of_any_length() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(14).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(5 * MIB, 14);
            MessageDraft longer = notes.draft(pipes.node(0));
            MessageDraft shorter = notes.draft(pipes.node(0));

            for (int at = 0; at < content.length; at += 300_000) {
                pipes.done(longer.write(piece(content, at, at + 300_000)));
            }
            pipes.done(shorter.write(piece(content, 0, 1_000)));
            pipes.done(shorter.publish());
            pipes.done(longer.publish());

            assertThat(pipes.eventually(() -> isHere(notes, pipes.node(1)), SOON))
                    .isTrue();
            List<Message> messages = notes.messages(pipes.node(1));
            assertThat(messages.get(0).content()).isEqualTo(piece(content, 0, 1_000));
            assertThat(bytes(pipes, messages.get(1).large().orElseThrow())).isEqualTo(content);
        }
    }

    private static Bytes piece(byte[] content, int from, int to) {
        return Bytes.wrap(Arrays.copyOfRange(content, from, Math.min(to, content.length)));
    }

    @Test
    void a_message_whose_feature_is_replaced_in_the_middle_is_not_published_and_leaves_nothing() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(1).seed(15).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            MessageDraft draft = notes.draft(pipes.node(0));
            pipes.done(draft.write(Bytes.wrap(content(2 * MIB, 15))));

            pipes.node(0).replacePipelines();
            pipes.pass(Duration.ofSeconds(15));

            CompletableFuture<Sent> published = draft.publish().toCompletableFuture();
            pipes.until(published::isDone, SOON);
            assertThat(published)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(PipesException.class)
                    .withMessageContaining("Publish it again");
            assertThat(pipes.node(0).blobs().whole()).isZero();
            assertThat(notes.messages(pipes.node(0))).isEmpty();
        }
    }

    @Test
    void a_crash_in_the_middle_costs_what_was_not_written() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(3).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(8 * MIB, 3);
            SimulatedNode reader = pipes.node(1);
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertThat(pipes.until(() -> reader.blobs().unfinishedChunks() >= 10, SOON))
                    .isTrue();
            Parts parts = new Parts();
            pipes.tap(parts);

            reader.crash();
            pipes.pass(Duration.ofSeconds(5));
            reader.restart();

            assertAllHave(pipes, notes, content, Stream.of(reader));
            assertThat(parts.heard).isBetween(10, 33 - 10 + 1);
        }
    }

    @Test
    void who_gives_garbage_is_left_and_others_are_asked() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(4).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(3 * MIB, 4);
            Liar liar = new Liar(pipes.node(1));
            pipes.tap(liar);
            SimulatedNode away = pipes.node(3);
            away.kill();
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1), pipes.node(2)));
            pipes.cut(away, pipes.node(0));

            away.restart();

            assertAllHave(pipes, notes, content, Stream.of(away));
            assertThat(liar.accusedByOthers).isGreaterThan(0);
            assertThat(liar.othersAccused).isZero();
        }
    }

    @Test
    void who_says_nothing_is_asked_no_more_while_others_have_it() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(5).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(3 * MIB, 5);
            SimulatedNode away = pipes.node(3);
            away.kill();
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1), pipes.node(2)));
            Mute mute = new Mute(pipes.node(1));
            pipes.tap(mute);

            away.restart();

            assertAllHave(pipes, notes, content, Stream.of(away));
            assertThat(mute.kept).isBetween(1, 8);
        }
    }

    @Test
    void one_slow_holder_does_not_set_the_pace() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(12).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(6 * MIB, 12);
            SimulatedNode away = pipes.node(3);
            away.kill();
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1), pipes.node(2)));
            pipes.tap(new Slow(pipes.node(1)));

            away.restart();

            long begin = pipes.time().nanos();
            assertThat(pipes.until(() -> away.blobs().whole() == 1, SOON)).isTrue();
            assertThat(Duration.ofNanos(pipes.time().nanos() - begin)).isLessThan(Duration.ofSeconds(15));
            assertAllHave(pipes, notes, content, Stream.of(away));
        }
    }

    @Test
    void a_full_disk_publishes_nothing_and_a_reader_goes_on_when_there_is_room() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(6).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(4 * MIB, 6);
            SimulatedNode writer = pipes.node(0);
            writer.failStore(StoreException.Reason.FULL);
            CompletableFuture<Sent> refused =
                    notes.publish(writer, source(content)).toCompletableFuture();
            pipes.until(refused::isDone, SOON);
            assertThat(refused)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(PipesException.class);
            assertThat(writer.blobs().whole()).isZero();
            writer.failStore(null);

            SimulatedNode reader = pipes.node(1);
            pipes.done(notes.publish(writer, source(content)));
            assertThat(pipes.until(() -> reader.blobs().unfinishedChunks() >= 2, SOON))
                    .isTrue();
            reader.failStore(StoreException.Reason.FULL);
            pipes.pass(Duration.ofSeconds(20));
            assertThat(isHere(notes, reader)).isFalse();
            Gatherer gatherer = new Gatherer();
            large(notes, reader).bytes().subscribe(gatherer);
            pipes.until(gatherer.whole::isDone, SOON);
            assertThat(gatherer.whole)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("the disk is full");
            assertThat(pipes.done(large(notes, reader).came()))
                    .as("what came so far")
                    .isBetween(2L * 262_128, 4L * MIB - 1);

            reader.failStore(null);

            assertThat(pipes.eventually(() -> isHere(notes, reader), Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(reader.blobs().resumptions())
                    .as("what is here already is not read again")
                    .isEqualTo(1);
            assertAllHave(pipes, notes, content, Stream.of(reader));
        }
    }

    @Test
    void who_was_away_and_who_joins_later_get_it_when_its_author_is_gone() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(3).seed(7).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(2 * MIB, 7);
            SimulatedNode away = pipes.node(2);
            away.kill();
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1)));
            SimulatedNode late = pipes.add();
            pipes.join(late);
            pipes.pass(Duration.ofSeconds(2));

            pipes.node(0).kill();
            away.restart();

            assertThat(pipes.eventually(() -> notes.find(late).isPresent(), SOON))
                    .isTrue();
            assertAllHave(pipes, notes, content, Stream.of(away, late));
        }
    }

    @Test
    void who_may_not_read_a_message_keeps_it_and_has_nothing_of_its_content() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(3).seed(13).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode relay = pipes.node(2);
            pipes.done(pipes.node(0).network().assign(relay.id(), Role.RELAY));
            pipes.pass(Duration.ofSeconds(10));
            byte[] content = content(2 * MIB, 13);

            pipes.done(notes.publish(pipes.node(0), source(content)));

            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1)));
            pipes.pass(Duration.ofMinutes(1));
            assertThat(relay.blobs().whole()).isZero();
            assertThat(relay.blobs().unfinishedChunks()).isZero();
            assertThat(relay.isRunning()).isTrue();
        }
    }

    @Test
    void who_is_linked_only_to_one_that_may_not_read_gets_it_from_a_reader_behind() {
        try (SimulatedPipes pipes = SimulatedPipes.network(4).seed(16).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode writer = pipes.node(0);
            SimulatedNode relay = pipes.node(1);
            pipes.done(writer.network().assign(relay.id(), Role.RELAY));
            pipes.pass(Duration.ofSeconds(10));
            List<SimulatedNode> readers = List.of(writer, pipes.node(2), pipes.node(3));
            readers.forEach(one -> readers.stream().filter(two -> two != one).forEach(two -> pipes.cut(one, two)));
            pipes.node(3).kill();
            pipes.pass(Duration.ofSeconds(30));
            byte[] content = content(3 * MIB, 16);

            pipes.done(notes.publish(writer, source(content)));

            assertAllHave(pipes, notes, content, Stream.of(pipes.node(2)));
            writer.kill();
            pipes.node(3).restart();
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(3)));
            assertThat(relay.blobs().whole()).isZero();
            assertThat(relay.blobs().unfinishedChunks()).isZero();
        }
    }

    @Test
    void who_publishes_without_end_does_not_keep_out_others_and_what_is_left_comes_when_it_is_read() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(3).seed(17).routed(false).share(5L * MIB).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode reader = pipes.node(0);
            for (int i = 0; i < 5; i++) {
                pipes.done(notes.publish(pipes.node(1), source(content(2 * MIB, 170 + i))));
            }
            byte[] other = content(2 * MIB, 180);
            pipes.done(notes.publish(pipes.node(2), source(other)));

            pipes.until(() -> reader.blobs().whole() == 3, SOON);
            pipes.pass(Duration.ofMinutes(1));

            assertThat(reader.blobs().whole()).isEqualTo(3);
            assertThat(contents(notes, reader)).isEqualTo(new PipelineInfo.Contents(3, 0, 3));
            assertThat(contents(notes, pipes.node(1))).as("its own").isEqualTo(new PipelineInfo.Contents(6, 0, 0));
            reader.kill();
            reader.restart();
            pipes.pass(Duration.ofMinutes(1));
            assertThat(contents(notes, reader)).isEqualTo(new PipelineInfo.Contents(3, 0, 3));
            List<byte[]> read = notes.messages(reader).stream()
                    .map(message -> bytes(pipes, message.large().orElseThrow()))
                    .toList();
            assertThat(read).hasSize(6).contains(other);
            assertThat(contents(notes, reader)).isEqualTo(new PipelineInfo.Contents(6, 0, 0));
        }
    }

    private static PipelineInfo.Contents contents(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().contents();
    }

    @Test
    void damage_is_found_and_mended_from_others() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(8).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(3 * MIB, 8);
            pipes.done(notes.publish(pipes.node(0), source(content)));
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1)));

            assertThat(pipes.node(1).blobs().damage(5)).isEqualTo(1);

            assertThat(bytes(pipes, large(notes, pipes.node(1)))).isEqualTo(content);
        }
    }

    @Test
    void content_that_nobody_has_does_not_hold_up_the_pipeline() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(9).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode writer = pipes.node(0);
            SimulatedNode reader = pipes.node(1);
            pipes.tap(new Mute(writer));
            pipes.done(notes.publish(writer, source(content(2 * MIB, 9))));
            pipes.done(notes.write(writer, "behind it"));
            pipes.pass(Duration.ofSeconds(10));

            List<Message> messages = notes.messages(reader);
            assertThat(messages).hasSize(2);
            LargeContent missing = messages.get(0).large().orElseThrow();
            assertThat(missing.isHere()).isFalse();
            Gatherer gatherer = new Gatherer();
            missing.bytes().subscribe(gatherer);
            pipes.until(gatherer.whole::isDone, SOON);
            assertThat(gatherer.whole)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(PipesException.class)
                    .withMessageContaining("Asked were " + writer.name());
        }
    }

    @Test
    void the_feature_is_replaced_while_content_comes() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(10).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            byte[] content = content(8 * MIB, 10);
            pipes.done(notes.publish(pipes.node(0), source(content)));
            for (int i = 0; i < 2; i++) {
                int before = pipes.node(1).blobs().unfinishedChunks();
                assertThat(pipes.until(() -> pipes.node(1).blobs().unfinishedChunks() >= before + 5, SOON))
                        .isTrue();
                pipes.node(1 - i).replacePipelines();
            }
            pipes.pass(Duration.ofSeconds(15));

            assertThat(pipes.eventually(() -> notes.find(pipes.node(1)).isPresent(), SOON))
                    .isTrue();
            assertAllHave(pipes, notes, content, Stream.of(pipes.node(1)));
        }
    }

    @Test
    void a_blob_that_no_message_names_is_removed() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(1).seed(11).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            SimulatedNode node = pipes.node(0);
            pipes.done(notes.publish(node, source(content(2 * MIB, 11))));
            CompletionStage<Sent> cutOff = notes.publish(node, source(content(2 * MIB, 12)));
            assertThat(pipes.until(() -> node.blobs().whole() == 2, SOON)).isTrue();
            node.crash();
            assertThat(cutOff.toCompletableFuture()).isNotDone();
            node.restart();
            pipes.pass(Duration.ofMinutes(150));

            assertThat(node.blobs().whole()).isEqualTo(1);
        }
    }

    @Test
    void with_messages_that_are_not_kept_any_more_their_content_goes() {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(12).routed(false).start()) {
            Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(3));
            pipes.done(notes.publish(pipes.node(0), source(content(2 * MIB, 12))));
            pipes.done(notes.publish(pipes.node(0), source(content(2 * MIB, 13))));
            assertThat(pipes.until(() -> pipes.node(1).blobs().whole() == 2, SOON))
                    .isTrue();
            pipes.done(notes.write(pipes.node(0), "one"));
            pipes.done(notes.write(pipes.node(0), "two"));
            pipes.pass(Duration.ofMinutes(150));

            for (SimulatedNode node : pipes.nodes()) {
                assertThat(node.blobs().whole()).as("at %s", node).isEqualTo(1);
                assertThat(notes.messages(node)).hasSize(3);
                assertThat(isHere(notes, node)).isTrue();
            }
        }
    }

    private static final class Gatherer implements Flow.Subscriber<Bytes> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final List<Bytes> pieces = new ArrayList<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(Bytes piece) {
            pieces.add(piece);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            byte[] all = new byte[pieces.stream().mapToInt(Bytes::size).sum()];
            int at = 0;
            for (Bytes piece : pieces) {
                piece.copyTo(all, at);
                at += piece.size();
            }
            whole.complete(all);
        }
    }

    private static boolean isPart(TappedExchange exchange, Bytes message) {
        return exchange.protocol().equals("blob.1") && message.size() > 1_000 && message.at(1) == 4;
    }

    /** Counts parts that arrive. */
    private static final class Parts implements Tap {
        private int heard;

        @Override
        public void heard(TappedExchange exchange, Bytes message) {
            heard += isPart(exchange, message) ? 1 : 0;
        }
    }

    /** A node that changes what it gives. */
    private static final class Liar implements Tap {
        private final SimulatedNode liar;
        private int accusedByOthers;
        private int othersAccused;

        Liar(SimulatedNode liar) {
            this.liar = liar;
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            if (exchange.node().id().equals(liar.id()) && isPart(exchange, message)) {
                byte[] changed = message.toArray();
                changed[changed.length / 2] ^= 1;
                exchange.pass(Bytes.wrap(changed));
            } else {
                exchange.pass(message);
            }
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            if (exchange.peer().equals(liar.id())) {
                accusedByOthers++;
            } else {
                othersAccused++;
            }
        }
    }

    /** A node that is just quick enough not to count as silent. */
    private static final class Slow implements Tap {
        private final SimulatedNode slow;

        Slow(SimulatedNode slow) {
            this.slow = slow;
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            if (exchange.node().id().equals(slow.id()) && isPart(exchange, message)) {
                exchange.node().loop().schedule(Duration.ofSeconds(8), () -> exchange.pass(message));
            } else {
                exchange.pass(message);
            }
        }
    }

    /** A node that says what it has, and gives nothing. */
    private static final class Mute implements Tap {
        private final SimulatedNode mute;
        private int kept;

        Mute(SimulatedNode mute) {
            this.mute = mute;
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            if (exchange.node().id().equals(mute.id()) && isPart(exchange, message)) {
                kept++;
            } else {
                exchange.pass(message);
            }
        }
    }
}
