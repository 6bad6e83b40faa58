// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.ChangeSubscriber;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.api.state.SetChange;
import io.pipes.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class SubscribingTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);
    private static final String KEPT = "{'subscription':'s1','kept':true,'after':null}";

    private final Scene scene = new Scene();
    private final Pipeline pipeline = scene.network().pipeline("news");

    private Heard subscribe(long wanted) {
        Heard heard = new Heard(wanted);
        pipeline.messages().subscribe(heard);
        scene.run();
        return heard;
    }

    private void tell(String subscription, long seq) {
        scene.node.tell("message", Scene.told(subscription, Scene.message(seq, "m" + seq)));
    }

    private long granted() {
        return scene.node.last("pipeline.subscribe").params().path("window").asLong()
                + scene.node.asked("subscription.grant").stream()
                        .mapToLong(call -> call.params().path("count").asLong())
                        .sum();
    }

    @Test
    void a_subscriber_begins_when_the_node_has_subscribed() {
        scene.node.silent("pipeline.subscribe");
        Heard heard = subscribe(1);
        assertThat(heard.subscription).isNull();

        // The first message may overtake the answer.
        tell("s1", 1);
        scene.node.answer(scene.node.last("pipeline.subscribe"), ScriptedNode.json(KEPT));
        scene.run();

        assertThat(heard.words).containsExactly("m1");
    }

    @Test
    void nobody_hears_more_than_it_wants_and_the_node_sends_no_more_than_fits() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(2);
        long sent = 0;
        while (sent < granted()) {
            tell("s1", ++sent % 100);
            scene.run();
        }

        assertThat(heard.words).hasSize(2);
        assertThat(sent).isLessThanOrEqualTo(4_096 + 2);

        heard.request(2_000);
        scene.run();

        assertThat(heard.words).hasSize(2_002);
        assertThat(granted()).isGreaterThan(sent);
    }

    @Test
    void long_messages_come_few_at_a_time() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(Long.MAX_VALUE);
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 64; i++) {
            scene.node.tell("message", Scene.told("s1", Scene.message(i, megabyte)));
            scene.run();
        }

        assertThat(heard.words).hasSize(64);
        assertThat(granted()).isEqualTo(65);
    }

    @Test
    void messages_that_come_together_are_told_one_by_one() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(Long.MAX_VALUE);
        ObjectNode params = (ObjectNode) ScriptedNode.json("{'subscription':'s1'}");
        ArrayNode messages = params.putArray("messages");
        messages.add(Scene.message(1, "m1")).add(Scene.message(2, "m2"));
        scene.node.tell("messages", params);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2");
        assertThat(scene.node.last("pipeline.subscribe").params().path("batch").asInt())
                .isEqualTo(256);
    }

    @Test
    void after_a_lost_connection_a_kept_pipeline_is_read_behind_the_last_message_that_came() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(1);
        tell("s1", 1);
        tell("s1", 2);
        scene.node.cut();
        scene.node.answer("pipeline.subscribe", "{'subscription':'s2','kept':true}");
        scene.pass(MOMENT);
        JsonNode params = scene.node.last("pipeline.subscribe").params();
        tell("s2", 3);
        heard.request(5);
        scene.run();

        assertThat(params.path("after").path("seq").asLong()).isEqualTo(2);
        assertThat(params.path("after").path("author").asText()).isEqualTo(Scene.AUTHOR.text());
        assertThat(params.has("from")).isFalse();
        assertThat(heard.words).containsExactly("m1", "m2", "m3");
    }

    @Test
    void now_stays_the_same_place_when_the_connection_is_lost_before_the_first_message() {
        scene.node.answer("pipeline.subscribe", KEPT);
        subscribe(1);
        scene.node.cut();
        scene.pass(MOMENT);

        assertThat(scene.node.last("pipeline.subscribe").params().path("from").asText())
                .isEqualTo("start");
    }

    @Test
    void of_a_live_pipeline_the_subscriber_is_told_that_something_may_be_missing() {
        scene.node.answer("pipeline.subscribe", "{'subscription':'s1','kept':false}");
        Heard heard = subscribe(10);
        tell("s1", 1);
        scene.node.tell("skipped", "{'subscription':'s1','count':7}");
        scene.node.cut();
        scene.node.answer("pipeline.subscribe", "{'subscription':'s2','kept':false}");
        scene.pass(MOMENT);
        tell("s2", 5);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "skipped 7", "skipped 0", "m5");
        assertThat(scene.node.last("pipeline.subscribe").params().path("from").asText())
                .isEqualTo("now");
    }

    @Test
    void a_history_ends_when_everything_was_told() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(1);
        pipeline.history(From.START).subscribe(heard);
        scene.run();
        tell("s1", 1);
        tell("s1", 2);
        scene.node.tell("ended", "{'subscription':'s1','error':null}");
        scene.run();
        assertThat(heard.words).containsExactly("m1");

        heard.request(1);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2", "done");
    }

    @Test
    void the_newest_go_on_where_they_were() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(10);
        pipeline.newest(2).subscribe(heard);
        scene.run();
        tell("s1", 1);
        scene.node.cut();
        scene.pass(MOMENT);

        JsonNode params = scene.node.last("pipeline.history").params();
        assertThat(params.path("after").path("seq").asLong()).isEqualTo(1);
        assertThat(params.path("order").asText()).isEqualTo("display");
        tell("s1", 2);
        scene.node.cut();
        scene.pass(MOMENT);
        assertThat(heard.words).containsExactly("m1", "m2", "done");
    }

    @Test
    void the_newest_are_no_more_than_were_asked_for_whatever_has_come_since() {
        scene.node.answer("pipeline.history", "{'subscription':'s1'}");
        Heard heard = new Heard(10);
        pipeline.newest(2).subscribe(heard);
        scene.run();
        tell("s1", 1);
        scene.node.cut();
        scene.pass(MOMENT);
        tell("s1", 2);
        tell("s1", 3);
        scene.run();

        assertThat(heard.words).containsExactly("m1", "m2", "done");
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }

    @Test
    void who_cancels_is_told_nothing_more_and_the_node_neither() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(10);
        heard.subscription.cancel();
        tell("s1", 1);
        scene.run();

        assertThat(heard.words).isEmpty();
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("s1");
    }

    @Test
    void a_consumer_hears_one_message_after_the_other_until_it_is_closed() throws Exception {
        scene.node.answer("pipeline.subscribe", KEPT);
        List<String> words = new ArrayList<>();
        AutoCloseable listening = pipeline.subscribe(message -> words.add(message.text()));
        scene.run();
        tell("s1", 1);
        tell("s1", 2);
        scene.run();
        listening.close();
        tell("s1", 3);
        scene.run();

        assertThat(words).containsExactly("m1", "m2");
    }

    private void toldDirect(String subscription, int number) {
        String name = new MessageName.Direct(1, number).text();
        scene.node.tell("message", Scene.told(subscription, Scene.row(name, number, "d" + number)));
    }

    @Test
    void messages_to_this_node_are_acknowledged_when_they_were_dealt_with_and_nobody_gets_one_twice() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(1);
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        toldDirect("s1", 2);
        toldDirect("s1", 3);
        scene.run();
        assertThat(heard.words).containsExactly("d1");
        assertThat(scene.node.last("message.acknowledge").params().path("count").asInt())
                .isEqualTo(1);

        // The second one is dealt with, and the node does not hear of it any more.
        scene.node.silent("message.acknowledge");
        heard.request(1);
        scene.run();
        scene.node.cut();
        scene.node.answer("message.subscribe", "{'subscription':'s2'}").answer("message.acknowledge", "{}");
        scene.pass(MOMENT);
        toldDirect("s2", 2);
        toldDirect("s2", 3);
        heard.request(5);
        scene.run();

        assertThat(heard.words).containsExactly("d1", "d2", "d3");
        assertThat(scene.node.asked("message.acknowledge").stream()
                        .filter(call ->
                                call.params().path("subscription").asText().equals("s2"))
                        .mapToInt(call -> call.params().path("count").asInt())
                        .sum())
                .isEqualTo(2);
    }

    /** The methods of the last calls, with how many were acknowledged. */
    private List<String> acknowledgedAndCancelled() {
        return scene.node.all().stream()
                .filter(call -> call.method().equals("message.acknowledge")
                        || call.method().equals("subscription.cancel"))
                .map(call -> call.method().substring(call.method().indexOf('.') + 1)
                        + call.params().path("count").asText())
                .toList();
    }

    @Test
    void who_cancels_has_dealt_with_what_came_before_and_the_node_hears_it_in_this_order() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10) {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                if (message.text().equals("d2")) {
                    subscription.cancel();
                }
            }
        };
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        toldDirect("s1", 2);
        toldDirect("s1", 3);
        scene.run();

        assertThat(heard.words).containsExactly("d1", "d2");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge2", "cancel");
    }

    @Test
    void what_nobody_could_read_is_not_acknowledged() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10);
        scene.network().messages().subscribe(heard);
        scene.run();
        toldDirect("s1", 1);
        scene.node.tell("message", Scene.told("s1", ScriptedNode.json("{'message':'x'}")));
        toldDirect("s1", 3);
        scene.run();

        assertThat(heard.words).hasSize(2).startsWith("d1");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge1", "cancel");
    }

    @Test
    void the_message_at_which_a_subscriber_throws_is_not_acknowledged() {
        scene.node.answer("message.subscribe", "{'subscription':'s1'}").answer("message.acknowledge", "{}");
        Heard heard = new Heard(10) {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                if (message.text().equals("d2")) {
                    throw new IllegalStateException("as the test wants it");
                }
            }
        };
        scene.network().messages().subscribe(heard);
        scene.run();
        List<Throwable> uncaught = catching(() -> {
            toldDirect("s1", 1);
            toldDirect("s1", 2);
            toldDirect("s1", 3);
            scene.run();
        });

        assertThat(uncaught).hasSize(1);
        assertThat(heard.words).containsExactly("d1", "d2");
        assertThat(acknowledgedAndCancelled()).containsExactly("acknowledge1", "cancel");
    }

    /** What nobody catches meanwhile. */
    private static List<Throwable> catching(Runnable task) {
        Thread current = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = current.getUncaughtExceptionHandler();
        List<Throwable> uncaught = new ArrayList<>();
        current.setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            task.run();
        } finally {
            current.setUncaughtExceptionHandler(before);
        }
        return uncaught;
    }

    /** Notes the pieces of a content. */
    private static class Pieces implements Flow.Subscriber<Bytes> {
        final List<String> words = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            begun.request(10);
        }

        @Override
        public void onNext(Bytes piece) {
            words.add(piece.toString());
        }

        @Override
        public void onError(Throwable why) {
            words.add("failed: " + why.getMessage());
        }

        @Override
        public void onComplete() {
            words.add("done");
        }
    }

    private static final MessageName.Published LARGE =
            new MessageName.Published(io.pipes.base.id.PacketId.of(Scene.bytes(io.pipes.base.id.PacketId.SIZE, 1)), 0);

    @Test
    void a_content_goes_on_where_it_was_after_a_lost_connection_under_the_name_that_it_has_there() {
        scene.node.answer("content.open", "{'content':'c1'}").silent("content.read");
        Pieces pieces = new Pieces();
        pipeline.content(LARGE).subscribe(pieces);
        scene.run();
        scene.node.answer(scene.node.last("content.read"), ScriptedNode.json("{'base64':'AQID'}"));
        // The application is slow: it asks for the next piece when the connection is another one.
        scene.node.cut();
        scene.node.answer("content.open", "{'content':'c2'}");
        scene.clock.advance(MOMENT);
        scene.pass(MOMENT);
        scene.node.answer(scene.node.last("content.read"), ScriptedNode.json("{}"));
        scene.run();

        assertThat(pieces.words).hasSize(2).last().isEqualTo("done");
        assertThat(scene.node.asked("content.read").stream()
                        .map(call -> call.params().path("content").asText()))
                .containsExactly("c1", "c2");
        assertThat(scene.node.last("content.open").params().path("fromBytes").asLong())
                .isEqualTo(3);
    }

    @Test
    void who_throws_at_a_piece_of_a_content_has_broken_off() {
        scene.node.answer("content.open", "{'content':'c1'}").answer("content.read", "{'base64':'AQID'}");
        Pieces pieces = new Pieces() {
            @Override
            public void onNext(Bytes piece) {
                super.onNext(piece);
                throw new IllegalStateException("as the test wants it");
            }
        };
        pipeline.content(LARGE).subscribe(pieces);
        List<Throwable> uncaught = catching(scene::run);

        assertThat(uncaught).hasSize(1);
        assertThat(pieces.words).hasSize(1);
        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("c1");
    }

    @Test
    void of_what_happens_to_a_node_a_slow_subscriber_hears_the_latest() {
        scene.node.answer("network.subscribe", "{'subscription':'s1'}");
        List<String> kinds = new ArrayList<>();
        List<Flow.Subscription> begun = new ArrayList<>();
        scene.network().events().subscribe(new Flow.Subscriber<NetworkEvent>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                begun.add(subscription);
            }

            @Override
            public void onNext(NetworkEvent event) {
                kinds.add(event.kind());
            }

            @Override
            public void onError(Throwable why) {
                kinds.add("failed");
            }

            @Override
            public void onComplete() {
                kinds.add("done");
            }
        });
        for (String kind : List.of("joined", "connected", "disconnected")) {
            scene.node.tell(
                    "network.changed",
                    "{'subscription':'s1','kind':'" + kind + "','node':'" + Scene.AUTHOR.text() + "'}");
        }
        scene.run();
        begun.get(0).request(10);
        scene.run();

        assertThat(kinds).containsExactly("disconnected");
    }

    /** Notes that something changed, and that something may have been missed. */
    private record Noting<T>(List<String> words) implements ChangeSubscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T change) {
            words.add("changed");
        }

        @Override
        public void onMissed() {
            words.add("missed");
        }

        @Override
        public void onError(Throwable why) {
            words.add("failed");
        }

        @Override
        public void onComplete() {
            words.add("done");
        }
    }

    @Test
    void after_a_lost_connection_who_looks_on_as_members_change_is_told_to_look_at_all_of_them() {
        scene.node.answer("network.subscribe", "{'subscription':'s1'}");
        scene.node.answer("presence.subscribe", "{'subscription':'s2'}");
        Noting<NetworkEvent> events = new Noting<>(new ArrayList<>());
        Noting<PresenceEvent> presence = new Noting<>(new ArrayList<>());
        scene.network().events().subscribe(events);
        scene.network().presence().events().subscribe(presence);
        String joined = "{'subscription':'s1','kind':'joined','node':'" + Scene.AUTHOR.text() + "'}";
        scene.run();
        scene.node.tell("network.changed", joined);
        scene.run();
        assertThat(events.words()).containsExactly("changed");
        assertThat(presence.words()).isEmpty();

        scene.node.cut();
        scene.pass(MOMENT);
        scene.node.tell("network.changed", joined);
        scene.run();

        assertThat(events.words()).containsExactly("changed", "missed", "changed");
        assertThat(presence.words()).containsExactly("missed");
    }

    /** A mirror of a set. */
    private static final class Mirror implements ChangeSubscriber<SetChange> {
        final SortedSet<String> elements = new TreeSet<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(SetChange change) {
            if (change.present()) {
                elements.add(change.element());
            } else {
                elements.remove(change.element());
            }
        }

        @Override
        public void onMissed() {
            elements.clear();
        }

        @Override
        public void onError(Throwable why) {
            elements.add("failed");
        }

        @Override
        public void onComplete() {
            elements.add("done");
        }
    }

    private void tellElement(String subscription, String element) {
        scene.node.tell(
                "state.changed", "{'subscription':'" + subscription + "','key':'" + element + "','present':true}");
    }

    @Test
    void who_mirrors_a_state_is_told_when_it_begins_anew_and_keeps_nothing_that_was_removed_meanwhile() {
        scene.node.answer("state.subscribe", "{'subscription':'s1'}");
        Mirror mirror = new Mirror();
        pipeline.state().set("guests").changes().subscribe(mirror);
        scene.run();
        tellElement("s1", "anna");
        tellElement("s1", "bert");
        scene.run();
        assertThat(mirror.elements).containsExactly("anna", "bert");

        scene.node.cut();
        scene.node.answer("state.subscribe", "{'subscription':'s2'}");
        scene.pass(MOMENT);
        tellElement("s2", "bert");
        scene.run();
        assertThat(mirror.elements).containsExactly("bert");

        // The node's feature was replaced.
        scene.node.tell("skipped", "{'subscription':'s2','count':0}");
        tellElement("s2", "carl");
        scene.run();
        assertThat(mirror.elements).containsExactly("carl");
    }

    @Test
    void a_message_that_cannot_be_read_ends_the_subscription_with_a_sentence() {
        scene.node.answer("pipeline.subscribe", KEPT);
        Heard heard = subscribe(10);
        scene.node.tell("message", Scene.told("s1", ScriptedNode.json("{'message':7}")));
        scene.run();

        assertThat(heard.words).hasSize(1);
        assertThat(heard.words.get(0)).contains("'message'");
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }

    @Test
    void a_subscriber_that_throws_has_broken_off() {
        scene.node.answer("pipeline.subscribe", KEPT);
        List<Message> got = new ArrayList<>();
        pipeline.subscribe(message -> {
            got.add(message);
            throw new IllegalStateException("as the test wants it");
        });
        scene.run();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        List<Throwable> uncaught = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            tell("s1", 1);
            tell("s1", 2);
            scene.run();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }

        assertThat(got).hasSize(1);
        assertThat(uncaught).hasSize(1);
        assertThat(scene.node.asked("subscription.cancel")).hasSize(1);
    }
}
