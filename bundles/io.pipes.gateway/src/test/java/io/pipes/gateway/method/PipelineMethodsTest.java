// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.PacketId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Asking;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client may ask for who publishes to a persistent pipeline or reads it. */
class PipelineMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final ManualClock clock = new ManualClock();
    private final SamplePipeline notes = new SamplePipeline();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<JsonNode> told = outlet.sent;

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(notes.pipelines()));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new PipelineMethods(resolver, clock).addTo(methods);
    }

    @Test
    void who_waits_until_others_have_stored_it_is_told_how_many_have() {
        JsonNode sent = publish(params -> params.put("storedAt", 2).put("timeoutMillis", 500));

        assertThat(sent.get("receipt").asText()).isEqualTo("stored");
        assertThat(sent.get("storedAt").asInt()).isEqualTo(3);
        assertThat(notes.published).containsExactly(Optional.of(new StoredAt(2, Duration.ofMillis(500))));
    }

    @Test
    void who_waits_is_told_once_a_second_at_most_how_many_have_it() {
        notes.away = true;
        publishFor(3);
        assertThat(progress()).containsExactly("0 of 3");

        notes.awaited.found(1);
        clock.advance(Duration.ofMillis(999));
        assertThat(progress()).containsExactly("0 of 3");
        notes.awaited.found(2);
        clock.advance(Duration.ofMillis(1));

        assertThat(progress()).containsExactly("0 of 3", "2 of 3");
        clock.advance(Duration.ofSeconds(5));
        assertThat(progress()).containsExactly("0 of 3", "2 of 3");
    }

    private Asking publishFor(int nodes) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("name", "notes").put("text", "milk").put("storedAt", nodes).put("progress", true);
        return Asking.begin(client, methods.get("pipeline.publish"), params, clock);
    }

    private List<String> progress() {
        return told.stream()
                .filter(said -> said.path("method").asText().equals("progress"))
                .map(said -> said.at("/params/done") + " of " + said.at("/params/of"))
                .toList();
    }

    @Test
    void who_breaks_off_waits_for_other_nodes_no_longer() {
        notes.away = true;
        Asking call = publishFor(3);
        assertThat(notes.givenUp).isFalse();

        call.cancel();

        assertThat(notes.givenUp).isTrue();
    }

    @Test
    void who_waits_for_nobody_is_told_of_nobody() {
        assertThat(publish(params -> {}).has("storedAt")).isFalse();
        assertThat(notes.published).containsExactly(Optional.empty());
    }

    @Test
    void what_a_producer_has_numbered_may_be_published_more_than_once() {
        JsonNode first = publish(params -> params.put("producer", "client").put("number", 1));
        JsonNode second = publish(params -> params.put("producer", "client").put("number", 2));
        JsonNode again = publish(
                params -> params.put("producer", "client").put("number", 1).put("storedAt", 2));

        assertThat(notes.contents).hasSize(2);
        assertThat(first.get("message").asText()).isEqualTo(SamplePipeline.PACKET.text() + ".0");
        assertThat(first.get("repeated").asBoolean(true)).isFalse();
        assertThat(first.has("storedAt")).isFalse();
        assertThat(second.get("message").asText()).isEqualTo(SamplePipeline.PACKET.text() + ".1");
        assertThat(again.get("message").isNull()).isTrue();
        assertThat(again.get("receipt").asText()).isEqualTo("stored");
        assertThat(again.get("repeated").asBoolean()).isTrue();
        assertThat(again.get("storedAt").asInt()).isEqualTo(3);
    }

    @Test
    void a_producer_asks_what_of_it_is_durable() {
        publish(params -> params.put("producer", "client").put("number", 4));
        publish(params -> params.put("producer", "client").put("number", 7));

        JsonNode known = producer("client");
        assertThat(known.get("number").asLong()).isEqualTo(7);
        assertThat(known.get("stored").toString()).isEqualTo("[[4,4],[7,7]]");
        JsonNode unknown = producer("somebody");
        assertThat(unknown.get("number").isNull()).isTrue();
        assertThat(unknown.get("stored")).isEmpty();
    }

    @Test
    void a_number_that_makes_no_sense_is_refused() {
        assertRefused(params -> params.put("producer", "client"));
        assertRefused(params -> params.put("number", 1));
        assertRefused(params -> params.put("producer", "Client").put("number", 1));
        assertRefused(params -> params.put("producer", "client").put("number", 0));
        assertRefused(params -> params.put("producer", "client").put("number", 1L << 53));
        assertRefused(params -> params.put("behind", 1));
        assertRefused(
                params -> params.put("producer", "client").put("number", 2).put("behind", 2));
        assertRefused(
                params -> params.put("producer", "client").put("number", 2).put("behind", 0));
        assertThat(notes.contents).isEmpty();
    }

    private JsonNode producer(String name) {
        return call(
                "pipeline.producer",
                JsonNodeFactory.instance.objectNode().put("name", "notes").put("producer", name));
    }

    @Test
    void a_key_is_published_with_the_message_and_told_with_it() {
        publish(params -> params.put("key", "kitchen"));
        publish(params -> {});

        assertThat(notes.contents).extracting(Content::key).containsExactly(Optional.of("kitchen"), Optional.empty());
        Message plain = SamplePipeline.message(1);
        Message keyed = new Message(
                plain.message(),
                plain.packet(),
                plain.index(),
                plain.pipeline(),
                plain.author(),
                plain.name(),
                plain.seq(),
                plain.time(),
                plain.received(),
                plain.contentType(),
                plain.content(),
                Optional.empty(),
                Optional.of("kitchen"));
        assertThat(Rows.message(keyed).required("key").asText()).isEqualTo("kitchen");
        assertThat(Rows.message(plain).has("key")).isFalse();
    }

    @Test
    void several_messages_are_published_in_order_by_one_call() {
        JsonNode answer = publishMany(messages -> {
            messages.addObject().put("text", "milk").put("key", "kitchen");
            messages.addObject().put("base64", new byte[] {1, 2}).put("contentType", "image/png");
        });

        assertThat(notes.contents)
                .containsExactly(
                        Content.text("milk").withKey("kitchen"),
                        new Content("image/png", Bytes.wrap(new byte[] {1, 2})));
        String name = SamplePipeline.PACKET.text() + ".0";
        assertThat(answer.toString())
                .isEqualTo("{\"messages\":[\"" + name + "\",\"" + name + "\"],\"receipt\":\"stored\"}");
    }

    @Test
    void of_several_messages_the_last_one_is_waited_for_at_other_nodes() {
        ObjectNode params =
                JsonNodeFactory.instance.objectNode().put("name", "notes").put("storedAt", 2);
        params.putArray("messages").add(object("a")).add(object("b"));

        JsonNode answer = call("pipeline.publish", params);

        assertThat(notes.published)
                .containsExactly(Optional.empty(), Optional.of(new StoredAt(2, Duration.ofSeconds(30))));
        assertThat(answer.get("storedAt").asInt()).isEqualTo(3);
    }

    @Test
    void when_one_of_several_messages_makes_no_sense_none_is_published() {
        assertRefused(() -> publishMany(messages -> {}));
        assertRefused(() -> publishMany(messages -> messages.add(object("good")).add("bad")));
        assertRefused(() -> publishMany(messages -> messages.add(object("good")).addObject()));
        assertRefused(() -> publishMany(
                messages -> messages.add(object("good")).add(object("bad").put("base64", "AAAA"))));
        assertRefused(() -> publishMany(messages -> {
            for (int i = 0; i < 1_025; i++) {
                messages.add(object("x"));
            }
        }));
        assertThatThrownBy(() -> publishMany(messages ->
                        messages.add(object("x".repeat(Content.MAX_BYTES))).add(object("y"))))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.TOO_LARGE));
        assertThat(notes.contents).isEmpty();
    }

    private static ObjectNode object(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private JsonNode publishMany(Consumer<ArrayNode> messages) {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", "notes");
        messages.accept(params.putArray("messages"));
        return call("pipeline.publish", params);
    }

    @Test
    void what_makes_no_sense_is_refused_and_nothing_is_published() {
        assertRefused(params -> params.put("storedAt", 0));
        assertRefused(params -> params.put("storedAt", 1_001));
        assertRefused(params -> params.put("storedAt", "two"));
        assertRefused(params -> params.put("storedAt", 2).put("timeoutMillis", 0));
        assertRefused(params -> params.put("storedAt", 2).put("timeoutMillis", 600_001));
        assertThat(notes.published).isEmpty();
    }

    @Test
    void a_history_is_read_in_order_of_arrival_unless_another_one_is_asked_for() {
        history(params -> {});
        history(params -> params.put("order", "arrival"));
        history(params -> params.put("order", "display"));
        history(params -> params.put("order", "display").put("from", "2030-01-31T12:00:00Z"));
        history(params -> params.put("newest", 20));

        assertThat(notes.read)
                .containsExactly(
                        "ARRIVAL from " + From.START,
                        "ARRIVAL from " + From.START,
                        "DISPLAY from " + From.START,
                        "DISPLAY from " + new From.Time(Instant.parse("2030-01-31T12:00:00Z")),
                        "newest 20");
    }

    @Test
    void the_newest_end_before_a_message_that_was_told() {
        ObjectNode place = JsonNodeFactory.instance
                .objectNode()
                .put("author", SampleState.SELF.text())
                .put("seq", 7)
                .put("index", 2);
        history(params -> params.put("newest", 2).set("beforeMessage", place));

        assertThat(notes.read).containsExactly("newest 2 before " + new Before.Message(SampleState.SELF, 7, 2));
        ObjectNode both =
                JsonNodeFactory.instance.objectNode().put("name", "notes").put("newest", 2);
        both.put("before", "2030-01-31T12:00:00Z").set("beforeMessage", place);
        assertThatThrownBy(() -> call("pipeline.history", both)).isInstanceOf(PipesException.class);
        ObjectNode alone = JsonNodeFactory.instance.objectNode().put("name", "notes");
        alone.set("beforeMessage", place);
        assertThatThrownBy(() -> call("pipeline.history", alone)).isInstanceOf(PipesException.class);
    }

    @Test
    void reading_goes_on_behind_what_was_told_when_the_feature_is_replaced() {
        history(params -> params.put("newest", 2));
        notes.readers.get(0).onNext(SamplePipeline.message(3));

        notes.readers.get(0).onError(new PipesException(PipesException.Code.FEATURE_MISSING, "away"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(notes.read).containsExactly("newest 2", "DISPLAY from " + new From.After(SampleState.SELF, 3, 0));
    }

    @Test
    void the_newest_are_no_more_than_were_asked_for_when_more_have_come_since() {
        history(params -> params.put("newest", 2));
        notes.readers.get(0).onNext(SamplePipeline.message(3));
        notes.readers.get(0).onError(new PipesException(PipesException.Code.FEATURE_MISSING, "away"));
        clock.advance(Duration.ofSeconds(1));

        for (int seq = 4; seq < 8; seq++) {
            notes.readers.get(1).onNext(SamplePipeline.message(seq));
        }

        assertThat(told).extracting(one -> one.get("method").asText()).containsExactly("message", "message", "ended");
        assertThat(told.get(2).at("/params/error").isNull()).isTrue();
    }

    @Test
    void where_the_last_packet_stands_is_told() {
        JsonNode shown =
                call("pipeline.show", JsonNodeFactory.instance.objectNode().put("name", "notes"));
        assertThat(shown.get("last").isNull()).isTrue();

        notes.last = Optional.of(new From.After(SampleState.SELF, 7, 2));
        JsonNode last = call(
                        "pipeline.show", JsonNodeFactory.instance.objectNode().put("name", "notes"))
                .get("last");

        assertThat(last).isEqualTo(after(notes.last.get()));
    }

    @Test
    void who_was_disconnected_goes_on_behind_the_last_message_that_it_was_told() {
        From.After place = new From.After(SampleState.SELF, 7, 2);
        subscribe(params -> params.set("after", after(place)));
        history(params -> params.set("after", after(place)));
        history(params -> params.put("order", "display").set("after", after(place)));

        assertThat(notes.read)
                .containsExactly("what comes from " + place, "ARRIVAL from " + place, "DISPLAY from " + place);
    }

    @Test
    void a_place_that_makes_no_sense_is_refused() {
        From.After place = new From.After(SampleState.SELF, 7, 2);
        assertRefused(() -> subscribe(params -> params.put("after", "a packet")));
        assertRefused(() -> subscribe(params -> params.set("after", after(place).put("author", "ada"))));
        assertRefused(() -> subscribe(params -> params.set("after", after(place).put("seq", -1))));
        assertRefused(() -> subscribe(params -> params.set("after", after(place).put("index", 1L << 31))));
        assertRefused(() -> subscribe(params -> params.set("after", after(place).without("index"))));
        assertRefused(() -> subscribe(params -> params.put("from", "start").set("after", after(place))));
        assertRefused(() -> subscribe(params -> params.put("cursor", "c").set("after", after(place))));
        assertRefused(() -> history(params -> params.put("newest", 5).set("after", after(place))));
        assertRefused(() -> history(
                params -> params.put("order", "display").put("from", "start").set("after", after(place))));
        assertThat(notes.read).isEmpty();
    }

    @Test
    void messages_that_are_there_at_once_come_together_if_that_is_wanted() {
        subscribe(params -> params.put("batch", 10));
        for (int i = 1; i <= 3; i++) {
            notes.readers.get(0).onNext(SamplePipeline.message(i));
        }
        clock.advance(Duration.ZERO);

        assertThat(told).hasSize(1);
        assertThat(told.get(0).get("method").asText()).isEqualTo("messages");
        assertThat(told.get(0).at("/params/messages"))
                .extracting(message -> message.get("seq").asLong())
                .containsExactly(1L, 2L, 3L);
        assertRefused(() -> subscribe(params -> params.put("batch", 257)));
    }

    private static ObjectNode after(From.After place) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("author", place.author().text())
                .put("seq", place.seq())
                .put("index", place.index());
    }

    private void subscribe(Consumer<ObjectNode> more) {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", "notes");
        more.accept(params);
        call("pipeline.subscribe", params);
    }

    @Test
    void what_is_shown_before_its_turn_is_marked() {
        assertThat(Rows.message(SamplePipeline.message(3)).has("preview")).isFalse();
        assertThat(Rows.message(SamplePipeline.message(3).asPreview())
                        .get("preview")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void an_application_pages_backwards() {
        PacketId packet = PacketId.of(Bytes.wrap(new byte[PacketId.SIZE]));
        history(params -> params.put("newest", 20).put("before", "2030-01-31T12:00:00Z"));
        history(params -> params.put("newest", 20).put("before", packet.text() + ".7"));
        history(params -> params.put("newest", 20).put("before", packet.text()));

        assertThat(notes.read)
                .containsExactly(
                        "newest 20 before " + new Before.Time(Instant.parse("2030-01-31T12:00:00Z")),
                        "newest 20 before " + new Before.Named(packet, 7),
                        "newest 20 before " + new Before.Named(packet, 0));
    }

    @Test
    void a_page_that_was_interrupted_goes_on_and_does_not_leave_its_place() {
        history(params -> params.put("newest", 5).put("before", "2030-01-31T12:00:00Z"));
        notes.readers.get(0).onNext(SamplePipeline.message(3));
        notes.readers.get(0).onNext(SamplePipeline.message(4));

        notes.readers.get(0).onError(new PipesException(PipesException.Code.FEATURE_MISSING, "away"));
        clock.advance(Duration.ofSeconds(1));

        String before = " before " + new Before.Time(Instant.parse("2030-01-31T12:00:00Z"));
        assertThat(notes.read).containsExactly("newest 5" + before, "newest 3" + before);
    }

    @Test
    void an_order_that_makes_no_sense_is_refused() {
        assertRefused(() -> history(params -> params.put("before", "2030-01-31T12:00:00Z")));
        assertRefused(() -> history(params -> params.put("newest", 5).put("before", "yesterday")));
        assertRefused(() -> history(params -> params.put("order", "size")));
        assertRefused(() -> history(params -> params.put("newest", 0)));
        assertRefused(() -> history(params -> params.put("newest", 10_001)));
        assertRefused(() -> history(params -> params.put("newest", 5).put("order", "arrival")));
        assertRefused(() -> history(params -> params.put("newest", 5).put("from", "start")));
        assertRefused(() -> history(params -> params.put("order", "display").put("from", "now")));
        assertThat(notes.read).isEmpty();
    }

    @Test
    void how_far_copies_have_come_together_is_told() {
        call("pipeline.progress", JsonNodeFactory.instance.objectNode().put("name", "notes"));

        JsonNode params = told.get(0).get("params");
        assertThat(told.get(0).get("method").asText()).isEqualTo("pipeline.progressed");
        assertThat(params.get("state").asText()).isEqualTo("fetching");
        assertThat(params.get("packets").asLong()).isEqualTo(800);
        assertThat(params.get("missing").asLong()).isEqualTo(400);
        JsonNode peer = params.get("peers").get(0);
        assertThat(peer.get("node").asText()).isEqualTo(SampleState.SELF.text());
        assertThat(peer.get("packets").asLong()).isEqualTo(1_200);
        assertThat(peer.get("behind").asLong()).isZero();
        assertThat(peer.get("inStep").asBoolean()).isFalse();
    }

    private void history(Consumer<ObjectNode> more) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("name", "notes");
        more.accept(params);
        call("pipeline.history", params);
    }

    private void assertRefused(Consumer<ObjectNode> more) {
        assertRefused(() -> publish(more));
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    private JsonNode publish(Consumer<ObjectNode> more) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("name", "notes").put("text", "milk");
        more.accept(params);
        return call("pipeline.publish", params);
    }

    private JsonNode call(String method, ObjectNode params) {
        return methods.get(method)
                .call(client, new Params(params))
                .toCompletableFuture()
                .join();
    }
}
