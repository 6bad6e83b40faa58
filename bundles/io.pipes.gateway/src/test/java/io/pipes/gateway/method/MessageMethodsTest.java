// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.identity.Identity;
import io.pipes.api.message.Content;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.local.UnconfirmedMessage;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients learn of messages to nodes that are away. */
class MessageMethodsTest {
    private static final MessageName.Direct NAME = new MessageName.Direct(7, 1);
    private static final NodeInfo LAPTOP = new NodeInfo(
            NodeId.of(Bytes.wrap(new byte[NodeId.SIZE])),
            "laptop",
            IdentityId.of(Bytes.wrap(new byte[IdentityId.SIZE])),
            Role.WRITER,
            NodeState.JOINED,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final Map<String, Method> methods = new TreeMap<>();
    private final ManualClock clock = new ManualClock();
    private final Sample messaging = new Sample();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(LAPTOP), Optional.of(messaging));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), Nobody::new);
        new MessageMethods(resolver, clock).addTo(methods);
    }

    @Test
    void who_waits_for_held_hears_that_others_hold_it() {
        CompletableFuture<JsonNode> answer = ask("message.send", "node", "laptop", "text", "hello", "wait", "held");
        assertThat(answer).isNotDone();

        messaging.held.complete(Receipt.HELD);

        assertThat(answer.join().get("receipt").asText()).isEqualTo("held");
    }

    @Test
    void who_waits_for_delivered_is_told_in_the_end_how_far_it_came() {
        CompletableFuture<JsonNode> answer =
                ask("message.send", "node", "laptop", "text", "hello", "wait", "delivered");
        messaging.held.complete(Receipt.HELD);
        messaging.progress = Receipt.HELD;
        assertThat(answer).isNotDone();

        clock.advance(Duration.ofSeconds(10));

        assertThat(answer.join().get("receipt").asText()).isEqualTo("held");
    }

    @Test
    void a_message_that_waits_for_room_is_taken_back_when_its_call_is_cancelled(@TempDir Path home) throws IOException {
        messaging.isFull = true;
        Dispatcher dispatcher = dispatcher(home);
        dispatcher.serve(client, request(1, "message.send", "milk"));
        assertThat(outlet.sent).isEmpty();

        assertThat(client.cancelCall(JsonNodeFactory.instance.numberNode(1))).isTrue();

        assertThat(messaging.outside).singleElement().matches(CompletableFuture::isCancelled);
    }

    @Test
    void messages_that_wait_for_room_hold_up_no_other_calls_and_when_they_are_many_the_next_is_refused(
            @TempDir Path home) throws IOException {
        messaging.isFull = true;
        Dispatcher dispatcher = dispatcher(home);
        for (int id = 1; id <= 1_024; id++) {
            dispatcher.serve(client, request(id, "message.send", "milk"));
        }
        assertThat(outlet.sent).isEmpty();

        dispatcher.serve(client, request(5_000, "message.send", "milk"));
        assertThat(outlet.sent.get(0).at("/error/data/code").asText()).isEqualTo("busy");
        assertThat(messaging.outside.get(1_024)).isCancelled();
        messaging.isFull = false;
        messaging.outside.get(0).complete(messaging.sent());
        dispatcher.serve(client, request(5_001, "message.send", "milk"));

        assertThat(outlet.sent).hasSize(3).element(2).matches(answer -> answer.has("result"));
    }

    @Test
    void who_cancels_the_call_that_subscribes_has_no_subscription(@TempDir Path home) throws IOException {
        methods.put(
                "slow.subscribe",
                (who, params) -> methods.get("message.subscribe")
                        .call(who, params)
                        .thenCompose(answer -> new CompletableFuture<JsonNode>()));
        ObjectNode request = request(1, "slow.subscribe", "");
        ((ObjectNode) request.get("params")).put("acknowledge", true);
        dispatcher(home).serve(client, request);
        assertThat(client.subscriptions()).isEqualTo(1);

        client.cancelCall(JsonNodeFactory.instance.numberNode(1));

        assertThat(client.subscriptions()).isZero();
    }

    private Dispatcher dispatcher(Path home) throws IOException {
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Dispatcher dispatcher =
                new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        dispatcher.admitOwner(client);
        return dispatcher;
    }

    private static ObjectNode request(int id, String method, String text) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", id);
        request.put("method", method).putObject("params").put("node", "laptop").put("text", text);
        return request;
    }

    @Test
    void who_waits_for_something_else_is_refused_and_nothing_is_sent() {
        assertThatThrownBy(() -> ask("message.send", "node", "laptop", "text", "hello", "wait", "read"))
                .isInstanceOf(PipesException.class)
                .hasMessageContaining("'held' or 'delivered'");
        assertThat(messaging.sent).isZero();
    }

    @Test
    void who_follows_a_message_is_told_how_its_receipt_changes_until_it_is_delivered() {
        following().complete(Receipt.DELIVERED);

        assertThat(changes())
                .containsExactly(
                        "{\"message\":\"" + NAME.text() + "\",\"receipt\":\"held\",\"error\":null}",
                        "{\"message\":\"" + NAME.text() + "\",\"receipt\":\"delivered\",\"error\":null}");
    }

    @Test
    void who_follows_a_message_is_told_when_it_is_given_up() {
        following().completeExceptionally(new PipesException(PipesException.Code.TIMED_OUT, "It was given up."));

        assertThat(changes()).hasSize(2);
        assertThat(changes().get(1)).contains("\"receipt\":\"held\"").contains("\"code\":\"timed_out\"");
    }

    @Test
    void who_has_gone_follows_nothing_any_more() {
        CompletableFuture<Receipt> delivered = following();
        client.closed();
        delivered.complete(Receipt.DELIVERED);

        assertThat(changes()).hasSize(1);
    }

    @Test
    void what_was_delivered_before_the_answer_does_not_change_any_more() {
        messaging.delivered.complete(Receipt.DELIVERED);
        Following.begin(client, messaging.sent(), Receipt.DELIVERED);

        assertThat(changes()).isEmpty();
    }

    /** Follows a message until others hold it; completes when it is delivered. */
    private CompletableFuture<Receipt> following() {
        Following.begin(client, messaging.sent(), Receipt.QUEUED);
        messaging.held.complete(Receipt.HELD);
        return messaging.delivered;
    }

    private List<String> changes() {
        return outlet.sent.stream().map(sent -> sent.get("params").toString()).toList();
    }

    @Test
    void a_message_that_waits_is_told_with_the_names_of_those_that_hold_it() {
        JsonNode row = ask("message.waiting").join().get(0);

        assertThat(row.get("message").asText()).isEqualTo(NAME.text());
        assertThat(row.get("name").asText()).isEqualTo("laptop");
        assertThat(row.get("receipt").asText()).isEqualTo("held");
        assertThat(row.get("until").asText()).isEqualTo("1970-01-31T00:00:00.000Z");
        assertThat(row.get("holders").get(0).asText()).isEqualTo(LAPTOP.node().text());
        assertThat(row.get("holderNames").get(0).asText()).isEqualTo("laptop");
    }

    @Test
    void how_far_a_message_has_come_can_be_asked_later_by_its_id() {
        messaging.progress = Receipt.DELIVERED;

        JsonNode row = ask("message.receipt", "message", NAME.text()).join();

        assertThat(row.get("receipt").asText()).isEqualTo("delivered");
        assertThat(messaging.asked).isEqualTo(NAME);
        assertThatThrownBy(() -> ask("message.receipt", "message", "nonsense"))
                .isInstanceOf(PipesException.class)
                .hasMessageContaining("whole id");
    }

    @Test
    void how_much_is_held_for_others_is_a_number_and_bytes() {
        JsonNode row = ask("message.held").join();

        assertThat(row.get("letters").asInt()).isEqualTo(3);
        assertThat(row.get("bytes").asLong()).isEqualTo(4_000);
    }

    @Test
    void a_message_is_confirmed_when_its_client_says_so_and_not_before() {
        String id = subscribe(true);
        assertThat(messaging.confirmed).isEmpty();

        assertThat(acknowledge(id, 3).get("unacknowledged").asInt()).isEqualTo(1);
        assertThat(messaging.confirmed).containsExactly(1L, 2L, 3L);

        client.closed();
        assertThat(messaging.gone).isTrue();
        assertThat(messaging.confirmed).as("the last one is for somebody else").hasSize(3);
    }

    @Test
    void who_acknowledges_what_was_not_told_is_refused_and_nothing_is_confirmed() {
        String id = subscribe(true);

        assertThatThrownBy(() -> acknowledge(id, 5)).hasMessageContaining("4");
        assertThatThrownBy(() -> acknowledge(id, 0)).hasMessageContaining("'count'");
        assertThatThrownBy(() -> acknowledge("s9", 1)).hasMessageContaining("no subscription 's9'");
        assertThat(messaging.confirmed).isEmpty();
    }

    private String subscribe(boolean acknowledge) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        return call("message.subscribe", given.put("acknowledge", acknowledge))
                .join()
                .get("subscription")
                .asText();
    }

    private JsonNode acknowledge(String subscription, long count) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        return call(
                        "message.acknowledge",
                        given.put("subscription", subscription).put("count", count))
                .join();
    }

    private CompletableFuture<JsonNode> ask(String method, String... params) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            given.put(params[i], params[i + 1]);
        }
        return call(method, given);
    }

    private CompletableFuture<JsonNode> call(String method, ObjectNode given) {
        return methods.get(method).call(client, new Params(given)).toCompletableFuture();
    }

    /** A process without identities. */
    private static final class Nobody implements OwnIdentities {
        @Override
        public List<Identity> list() {
            return List.of();
        }

        @Override
        public CompletionStage<Identity> create(String name) {
            throw new UnsupportedOperationException();
        }
    }

    /** One message on its way; how far it comes is for the test to say. */
    private static final class Sample implements LocalMessaging {
        private final CompletableFuture<Receipt> held = new CompletableFuture<>();
        private final CompletableFuture<Receipt> delivered = new CompletableFuture<>();
        private Receipt progress = Receipt.QUEUED;
        private MessageName.Direct asked = new MessageName.Direct(0, 0);
        private final List<Long> confirmed = new ArrayList<>();
        private boolean gone;
        private int sent;
        private boolean isFull;
        private final List<CompletableFuture<Sent>> outside = new ArrayList<>();

        @Override
        public CompletionStage<Sent> send(NodeId to, Content content, Runnable waits) {
            sent++;
            if (isFull) {
                CompletableFuture<Sent> accepted = new CompletableFuture<>();
                outside.add(accepted);
                waits.run();
                return accepted;
            }
            return CompletableFuture.completedFuture(sent());
        }

        private Sent sent() {
            return new Sent(NAME, Optional.empty(), Receipt.QUEUED, held, delivered);
        }

        @Override
        public Flow.Publisher<Message> messages(Optional<NodeId> from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flow.Publisher<UnconfirmedMessage> unconfirmed(Optional<NodeId> from) {
            return subscriber -> {
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {
                        gone = true;
                    }
                });
                for (int number = 1; number <= 4; number++) {
                    subscriber.onNext(new Unconfirmed(number));
                }
            };
        }

        private final class Unconfirmed implements UnconfirmedMessage {
            private final long number;

            Unconfirmed(long number) {
                this.number = number;
            }

            @Override
            public Message message() {
                return new Message(
                        new MessageName.Direct(1, number),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        LAPTOP.node(),
                        "laptop",
                        number,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Content.TEXT,
                        Bytes.utf8("milk"));
            }

            @Override
            public void confirm() {
                confirmed.add(number);
            }
        }

        @Override
        public CompletionStage<Receipt> receipt(MessageName.Direct message) {
            asked = message;
            return CompletableFuture.completedFuture(progress);
        }

        @Override
        public CompletionStage<List<WaitingMessage>> waiting(int limit) {
            return CompletableFuture.completedFuture(List.of(new WaitingMessage(
                    NAME,
                    LAPTOP.node(),
                    Receipt.HELD,
                    Instant.EPOCH,
                    Instant.EPOCH.plus(Duration.ofDays(30)),
                    List.of(LAPTOP.node()))));
        }

        @Override
        public CompletionStage<HeldForOthers> heldForOthers() {
            return CompletableFuture.completedFuture(new HeldForOthers(3, 4_000));
        }
    }
}
