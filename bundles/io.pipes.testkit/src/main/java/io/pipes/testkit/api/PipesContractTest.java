// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.identity.Identity;
import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.api.pipeline.TypedMessage;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Offer;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.ReplicatedCounter;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.base.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an application may rely on, whichever way it got its {@link Pipes}. Two sites are members of one network; each test uses names of its own.
 */
public abstract class PipesContractTest extends TasksContract {
    @Test
    void identities_are_made_once_for_each_name() throws Exception {
        Identity made = get(north.pipes().identities().create("ida"));

        assertThat(made.name()).isEqualTo("ida");
        assertThat(made.rootKey().size()).isEqualTo(32);
        assertThat(get(north.pipes().identities().list())).contains(made);
        assertThat(failure(north.pipes().identities().create("ida"))).isEqualTo(Code.ALREADY_EXISTS);
    }

    @Test
    void a_network_is_made_found_and_left() throws Exception {
        Network made = get(north.pipes().networks().create("garden", "nora"));

        assertThat(get(north.pipes().networks().find("garden")).orElseThrow().id())
                .isEqualTo(made.id());
        assertThat(get(made.info()).state()).isEqualTo(NetworkState.ALONE);
        assertThat(get(made.info()).role()).isEqualTo(Role.OWNER);
        assertThat(failure(north.pipes().networks().create("garden", "nora"))).isEqualTo(Code.ALREADY_EXISTS);

        get(made.leave());

        assertThat(get(north.pipes().networks().find("garden"))).isEmpty();
        assertThat(failure(made.info())).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void members_see_each_other() throws Exception {
        assertThat(atSouth.id()).isEqualTo(atNorth.id());
        NodeInfo sam = get(atNorth.node("sam").info());

        assertThat(sam.node()).isEqualTo(atSouth.node());
        assertThat(sam.role()).isEqualTo(Role.WRITER);
        assertThat(get(atNorth.nodes())).extracting(NodeInfo::node).containsExactly(atSouth.node());
        assertThat(get(atNorth.info()).members()).isEqualTo(2);
        assertThat(get(atNorth.node(atSouth.node()).ping())).isPositive();
        assertThat(get(atNorth.node("sam").explain()).node()).isEqualTo(atSouth.node());
        assertThat(failure(atNorth.node("nobody").info())).isEqualTo(Code.NOT_FOUND);
        assertThat(failure(atSouth.invite())).isIn(Code.REFUSED, Code.DENIED);
        assertThat(failure(south.pipes().networks().join("pipes1nonsense", "sam")))
                .isEqualTo(Code.TICKET_INVALID);
    }

    @Test
    void the_process_says_how_it_is() throws Exception {
        var status = get(north.pipes().status());

        assertThat(status.ready()).isTrue();
        assertThat(status.version()).isNotEmpty();
        assertThat(status.listen()).isNotEmpty();
    }

    @Test
    void what_is_published_live_is_heard_by_members_that_listen() throws Exception {
        Pipeline talk = shared("talk", PipelineKind.LIVE);
        Collected<Message> heard = Collected.all(atSouth.pipeline("talk").messages());

        Sent sent = get(talk.publish("hello"));

        Message message = heard.await(1).get(0);
        assertThat(message.text()).isEqualTo("hello");
        assertThat(message.author()).isEqualTo(atNorth.node());
        assertThat(message.name()).isEqualTo("nora");
        assertThat(message.message()).isEqualTo(sent.message());
        assertThat(Collected.all(talk.history(From.START)).failure()).isEqualTo(Code.INVALID_ARGUMENT);
        heard.cancel();
    }

    @Test
    void two_members_have_a_pipeline_of_their_own() throws Exception {
        Pipeline ours = get(atNorth.pipelines().createWith("ours", "sam"));
        Collected<PipelineInfo> seen = Collected.all(atSouth.pipelines().changes());
        seen.await(all -> all.stream().anyMatch(info -> info.name().equals("ours")));
        Collected<Message> heard = Collected.all(atSouth.pipeline("ours").messages());

        get(ours.publish("between us"));

        assertThat(Collected.texts(heard.await(1))).containsExactly("between us");
        assertThat(get(ours.info()).with()).contains(atSouth.node());
        seen.cancel();
        heard.cancel();
    }

    @Test
    void a_history_is_read_from_where_one_wants() throws Exception {
        Pipeline log = shared("log", PipelineKind.PERSISTENT);
        List<String> all = numbered("entry ", 20);
        for (String text : all) {
            assertThat(get(log.publish(text)).receipt()).isEqualTo(Receipt.STORED);
        }

        List<Message> read = Collected.all(log.history(From.START)).end();
        assertThat(Collected.texts(read)).isEqualTo(all);
        Message tenth = read.get(9);
        From.After behind = new From.After(tenth.author(), tenth.seq(), tenth.index());
        assertThat(Collected.texts(Collected.all(log.history(behind)).end())).isEqualTo(all.subList(10, 20));
        assertThat(Collected.texts(
                        Collected.all(log.history(From.START, Order.DISPLAY)).end()))
                .isEqualTo(all);
        assertThat(Collected.texts(Collected.all(log.newest(3)).end())).isEqualTo(all.subList(17, 20));
        MessageName.Published name = (MessageName.Published) tenth.message();
        assertThat(Collected.texts(Collected.all(log.newest(2, new Before.Named(name.packet(), name.index())))
                        .end()))
                .isEqualTo(all.subList(7, 9));
        Before.Message before = new Before.Message(tenth.author(), tenth.seq(), tenth.index());
        assertThat(Collected.texts(Collected.all(log.newest(2, before)).end())).isEqualTo(all.subList(7, 9));
        Collected<Message> atTheOther = Collected.all(atSouth.pipeline("log").messages(From.START));
        assertThat(Collected.texts(atTheOther.await(20))).isEqualTo(all);
        atTheOther.cancel();
    }

    @Test
    void several_messages_are_published_in_order_at_once() throws Exception {
        Pipeline bulk = shared("bulk", PipelineKind.PERSISTENT);
        List<String> texts = numbered("", 1_024);

        List<Sent> sent = get(bulk.publish(texts.stream().map(Content::text).toList()));

        assertThat(sent).hasSize(1_024).extracting(Sent::message).doesNotHaveDuplicates();
        assertThat(Collected.texts(Collected.all(bulk.history(From.START)).end()))
                .isEqualTo(texts);
    }

    @Test
    void a_cursor_remembers_how_far_a_reader_was() throws Exception {
        Pipeline tasks = shared("tasks", PipelineKind.PERSISTENT);
        for (String text : numbered("", 4)) {
            get(tasks.publish(text));
        }
        Cursor worker = tasks.cursor("worker");
        assertThat(get(worker.position())).isEmpty();
        Collected<Message> first = Collected.all(worker.messages());
        get(worker.commit(first.await(4).get(1)));
        first.cancel();

        Collected<Message> second = Collected.all(tasks.cursor("worker").messages());

        assertThat(Collected.texts(second.await(2))).containsExactly("2", "3");
        assertThat(get(worker.position())).isPresent();
        assertThat(get(tasks.cursors())).containsExactly("worker");
        get(worker.remove());
        assertThat(get(tasks.cursors())).isEmpty();
        second.cancel();
    }

    @Test
    void settings_are_seen_by_all() throws Exception {
        Pipeline notes = get(atNorth.pipelines()
                .create("notes", PipelineKind.PERSISTENT, PipelineSettings.DEFAULT.with(new Retention.Packets(100))));

        PipelineInfo changed = get(
                notes.change(PipelineChange.NOTHING.publishedFrom(Role.ADMIN).note("title", Optional.of("Our notes"))));

        assertThat(changed.settings().publish()).isEqualTo(Role.ADMIN);
        assertThat(changed.settings().retention()).isEqualTo(new Retention.Packets(100));
        assertThat(changed.settings().metadata()).containsEntry("title", "Our notes");
        Collected<PipelineInfo> seen = Collected.all(atSouth.pipelines().changes());
        seen.await(all -> all.stream()
                .anyMatch(info -> info.name().equals("notes") && info.settings().publish() == Role.ADMIN));
        assertThat(failure(atSouth.pipeline("notes").publish("no"))).isEqualTo(Code.DENIED);
        assertThat(get(atSouth.pipelines().list()))
                .extracting(PipelineInfo::name)
                .contains("notes");
        seen.cancel();
    }

    @Test
    void open_makes_a_pipeline_that_is_missing() throws Exception {
        Pipeline made = get(atNorth.pipelines().open("opened", PipelineKind.PERSISTENT));
        Pipeline found = get(atNorth.pipelines().open("opened", PipelineKind.LIVE));

        assertThat(get(found.info()).kind()).isEqualTo(PipelineKind.PERSISTENT);
        assertThat(get(found.info()).pipeline()).isEqualTo(get(made.info()).pipeline());
        assertThat(failure(atNorth.pipeline("missing").publish("x"))).isEqualTo(Code.NOT_FOUND);
        assertThat(Collected.all(atNorth.pipeline("missing").messages()).failure())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void nodes_that_open_one_name_at_the_same_time_open_one_pipeline() throws Exception {
        CompletionStage<Pipeline> north = atNorth.pipelines().open("together", PipelineKind.PERSISTENT);
        CompletionStage<Pipeline> south = atSouth.pipelines().open("together", PipelineKind.PERSISTENT);
        Pipeline one = get(north);
        Pipeline other = get(south);

        get(one.publish("from the north"));
        get(other.publish("from the south"));
        Collected<Message> read = Collected.all(one.messages(From.START));
        assertThat(Collected.texts(read.await(2))).containsExactlyInAnyOrder("from the north", "from the south");
        assertThat(get(one.info()).pipeline()).isEqualTo(get(other.info()).pipeline());
        assertThat(get(one.info()).name()).isEqualTo("together");
        assertThat(failure(atSouth.pipelines().create("together", PipelineKind.LIVE)))
                .isEqualTo(Code.ALREADY_EXISTS);
        assertThat(failure(atSouth.pipelines().open("apart", PipelineKind.POINT_TO_POINT)))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void contents_above_a_mebibyte_are_streamed() throws Exception {
        Pipeline films = shared("films", PipelineKind.PERSISTENT);
        byte[] film = noise((5 << 20) + 17);
        Collected<Message> seen = Collected.all(atSouth.pipeline("films").messages());

        get(films.publish(new ContentSource("video/x", film.length, () -> new ByteArrayInputStream(film))));

        LargeContent content = seen.await(1).get(0).large().orElseThrow();
        assertThat(content.size()).isEqualTo(film.length);
        assertThat(joined(Collected.all(content.bytes()).end())).isEqualTo(film);
        assertThat(joined(Collected.all(content.bytes(film.length - 9)).end()))
                .isEqualTo(java.util.Arrays.copyOfRange(film, film.length - 9, film.length));
        assertThat(get(content.came())).isEqualTo(film.length);
        seen.cancel();
    }

    private static byte[] joined(List<Bytes> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(piece -> all.writeBytes(piece.toArray()));
        return all.toByteArray();
    }

    @Test
    void a_message_is_handed_in_piece_by_piece() throws Exception {
        Pipeline songs = shared("songs", PipelineKind.PERSISTENT);
        MessageDraft draft = get(songs.draft("text/plain"));
        get(draft.write(Bytes.utf8("la la ")));
        get(draft.write(Bytes.utf8("la")));

        get(draft.publish());

        assertThat(Collected.texts(Collected.all(songs.history(From.START)).end()))
                .containsExactly("la la la");
    }

    @Test
    void a_message_waits_until_others_have_stored_it() throws Exception {
        Pipeline safe = shared("safe", PipelineKind.PERSISTENT);

        Sent sent = get(safe.publish(Content.text("at two nodes"), new StoredAt(2, Duration.ofSeconds(50))));

        assertThat(sent.storedAt()).isEqualTo(2);
        assertThat(failure(safe.publish(Content.text("at three"), new StoredAt(3, Duration.ofMillis(10)))))
                .as("there are only two nodes")
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void what_members_build_together_becomes_the_same() throws Exception {
        shared("board", PipelineKind.PERSISTENT);
        ReplicatedMap seats = atNorth.pipeline("board").state().map("seats");
        Collected<MapChange> changes =
                Collected.all(atSouth.pipeline("board").state().map("seats").changes());

        get(seats.put("1a", Content.text("nora")));

        changes.await(1);
        ReplicatedMap other = atSouth.pipeline("board").state().map("seats");
        assertThat(get(other.get("1a")).orElseThrow().value()).isEqualTo(Content.text("nora"));
        assertThat(get(other.get("1b"))).isEmpty();
        assertThat(get(other.entries())).hasSize(1);
        get(seats.remove("1a"));
        assertThat(changes.await(2).get(1).now()).isEmpty();
        changes.cancel();

        ReplicatedCounter visits = atNorth.pipeline("board").state().counter("visits");
        get(visits.add(3));
        get(visits.add(-1));
        assertThat(get(visits.value())).isEqualTo(2);
        ReplicatedSet tags = atNorth.pipeline("board").state().set("tags");
        get(tags.add("red"));
        assertThat(get(tags.contains("red"))).isTrue();
        assertThat(get(tags.elements())).containsExactly("red");
        assertThat(get(atNorth.pipeline("board").state().list())).hasSize(2);
    }

    @Test
    void a_message_to_one_node_is_delivered_when_its_subscriber_has_taken_it() throws Exception {
        Collected<Message> inbox = Collected.some(atSouth.messages(), 0);
        Sent sent = get(atNorth.node("sam").send("for you"));
        assertThat(sent.delivered().toCompletableFuture()).isNotDone();

        inbox.request(1);

        assertThat(Collected.texts(inbox.await(1))).containsExactly("for you");
        assertThat(get(sent.delivered())).isEqualTo(Receipt.DELIVERED);
        assertThat(get(atNorth.receipt((MessageName.Direct) sent.message()))).isEqualTo(Receipt.DELIVERED);
        inbox.cancel();
    }

    @Test
    void a_service_is_called_wherever_it_is_offered() throws Exception {
        Offer offer = get(atSouth.services()
                .offer(
                        "echo",
                        call -> call.request().equals(Content.text("fail"))
                                ? CompletableFuture.failedFuture(new PipesException(Code.FAILED, "I do not say that."))
                                : CompletableFuture.completedFuture(call.request())));
        awaitService("echo");

        Answer answer = get(atNorth.call("echo", Content.text("hello")));

        assertThat(answer.content()).isEqualTo(Content.text("hello"));
        assertThat(answer.node()).isEqualTo(atSouth.node());
        CompletionStage<Answer> failed = atNorth.node("sam").call("echo", Content.text("fail"), Duration.ofSeconds(30));
        assertThat(failure(failed)).isEqualTo(Code.FAILED);
        assertThat(failure(atNorth.call("nothing", Content.text("x")))).isEqualTo(Code.NOT_FOUND);
        offer.close();
    }

    /** Catalogues come round within moments, and nothing says when. */
    private void awaitService(String name) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (get(atNorth.services().list()).stream()
                .noneMatch(one -> one.service().equals(name))) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void presence_says_who_is_there_and_what_they_do() throws Exception {
        Collected<PresenceEvent> events = Collected.all(atNorth.presence().events());

        get(atSouth.presence().set("in the garden"));

        events.await(
                all -> all.stream().anyMatch(event -> event.member().status().equals("in the garden")));
        assertThat(get(atNorth.presence().list())).hasSize(2);
        events.cancel();
    }

    record Reading(String place, double degrees) {}

    @Test
    void values_of_an_application_travel_and_what_is_none_is_passed_over() throws Exception {
        Pipeline readings = shared("readings", PipelineKind.PERSISTENT);
        var typed = readings.as(Codec.cbor(Reading.class));
        get(typed.publish(new Reading("Bern", 21.5)));
        get(readings.publish("no reading"));
        get(typed.publish(new Reading("Thun", 19)));
        List<String> unreadable = new ArrayList<>();

        Collected<TypedMessage<Reading>> heard =
                Collected.some(typed.messages(From.START, (message, why) -> unreadable.add(message.text())), 2);

        assertThat(heard.await(2).stream().map(TypedMessage::value))
                .containsExactly(new Reading("Bern", 21.5), new Reading("Thun", 19));
        assertThat(unreadable).containsExactly("no reading");
        heard.cancel();
    }

    @Test
    void a_slow_subscriber_misses_nothing_of_what_is_kept() throws Exception {
        Pipeline stream = shared("stream", PipelineKind.PERSISTENT);
        Collected<Message> slow = Collected.some(stream.messages(), 10);
        List<String> texts = numbered("", 5_000);
        for (int i = 0; i < texts.size(); i += 1_000) {
            get(stream.publish(
                    texts.subList(i, i + 1_000).stream().map(Content::text).toList()));
        }
        assertThat(slow.await(10)).hasSize(10);

        slow.request(Long.MAX_VALUE);

        assertThat(Collected.texts(slow.await(texts.size()))).isEqualTo(texts);
        slow.cancel();
    }

    /** Where nobody takes anything, about 4 MiB wait at the receiver, 8 MiB at the sender, and windows between them. */
    @Test
    void a_subscriber_that_takes_nothing_holds_the_sender_back() throws Exception {
        Collected<Message> inbox = Collected.some(atSouth.messages(), 0);
        Content piece = new Content("application/octet-stream", Bytes.wrap(noise(1 << 20)));
        List<CompletableFuture<Sent>> sending = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            sending.add(atNorth.node("sam").send(piece).toCompletableFuture());
        }
        Sent first = get(sending.get(0));
        assertThat(sending.get(47)).isNotDone();

        inbox.request(48);

        assertThat(inbox.await(48)).hasSize(48);
        assertThat(get(first.delivered())).isEqualTo(Receipt.DELIVERED);
        assertThat(get(get(sending.get(47)).delivered())).isEqualTo(Receipt.DELIVERED);
        inbox.cancel();
    }

    @Test
    void nothing_is_lost_or_doubled_when_connections_are_cut() throws Exception {
        assumeTrue(north.isApart());
        PublishedAndRead all = publishAndRead("cut", () -> {
            north.cut();
            south.cut();
        });

        assertThat(all.here()).isEqualTo(all.published());
        assertThat(all.there()).isEqualTo(all.published());
        assertThat(all.history()).isEqualTo(all.published());
    }

    @Test
    void nothing_is_lost_or_doubled_when_nodes_are_restarted() throws Exception {
        assumeTrue(north.isApart());
        PublishedAndRead all = publishAndRead("restarted", () -> {
            north.restart();
            south.restart();
        });

        assertThat(all.history()).isEqualTo(all.published());
        assertThat(all.here()).isEqualTo(all.published());
        assertThat(all.there()).isEqualTo(all.published());
    }

    private interface Trouble {
        void happen() throws Exception;
    }

    /** What one author has published, and what was heard of it at both nodes and is in the history of its own. */
    private record PublishedAndRead(
            List<String> published, List<String> here, List<String> there, List<String> history) {}

    /** Messages are published all the time into a kept pipeline; trouble comes three times. */
    private PublishedAndRead publishAndRead(String name, Trouble trouble) throws Exception {
        Pipeline log = shared(name, PipelineKind.PERSISTENT);
        Collected<Message> here = Collected.all(log.messages());
        Collected<Message> there = Collected.all(atSouth.pipeline(name).messages(From.START));
        List<String> texts = numbered("", 600);
        List<CompletionStage<Sent>> publishing = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            publishing.add(log.publish(texts.get(i)));
            if (i % 200 == 150) {
                trouble.happen();
            }
            if (i % 10 == 9) {
                get(publishing.get(i - 5));
            }
        }
        for (CompletionStage<Sent> sent : publishing) {
            assertThat(get(sent).receipt()).isEqualTo(Receipt.STORED);
        }

        PublishedAndRead all = new PublishedAndRead(
                texts,
                Collected.texts(here.await(texts.size())),
                Collected.texts(there.await(texts.size())),
                Collected.texts(Collected.all(log.history(From.START)).end()));
        here.cancel();
        there.cancel();
        return all;
    }

    @Test
    void who_is_closed_lets_go_of_everything(@TempDir Path folder) throws Exception {
        PipesSite site = open(folder.resolve("closed"));
        Pipes pipes = site.pipes();
        Network network = get(pipes.networks().create("short", "sue"));
        Collected<?> events = Collected.all(network.events());
        site.close();

        assertThat(failure(pipes.networks().list())).isEqualTo(Code.UNREACHABLE);
        assertThat(events.failure()).isEqualTo(Code.UNREACHABLE);
    }
}
