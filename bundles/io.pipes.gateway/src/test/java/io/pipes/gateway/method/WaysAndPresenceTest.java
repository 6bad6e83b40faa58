// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.spi.local.LocalPresence;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How ways and presence are written: anna is far, bert lies between. */
class WaysAndPresenceTest {
    private static final NodeId ANNA = id(0x11);
    private static final NodeId BERT = id(0x22);

    private final Map<String, Method> methods = new TreeMap<>();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<JsonNode> told = outlet.sent;
    private final Talkative presence = new Talkative();

    private static NodeId id(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return NodeId.of(Bytes.wrap(id));
    }

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])),
                "home",
                List.of(node(ANNA, "anna", NodeState.REACHABLE, 2, Optional.of(BERT)), node(BERT, "bert")),
                Optional.of(presence));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), NoIdentities::new);
        new NodeMethods(resolver).addTo(methods);
        new NetworkMethods(resolver).addTo(methods);
        new PresenceMethods(resolver, new ManualClock()).addTo(methods);
    }

    private static NodeInfo node(NodeId id, String name) {
        return node(id, name, NodeState.CONNECTED, 1, Optional.empty());
    }

    private static NodeInfo node(NodeId id, String name, NodeState state, int hops, Optional<NodeId> via) {
        return new NodeInfo(
                id,
                name,
                IdentityId.of(Bytes.wrap(new byte[IdentityId.SIZE])),
                Role.WRITER,
                state,
                hops,
                via,
                Optional.of(Duration.ofMillis(8)),
                Optional.empty(),
                Optional.empty());
    }

    private JsonNode call(String method, String... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            named.put(params[i], params[i + 1]);
        }
        return methods.get(method)
                .call(client, new Params(named))
                .toCompletableFuture()
                .join();
    }

    private static final class Talkative implements LocalPresence {
        private Optional<Flow.Subscriber<? super PresenceEvent>> subscriber = Optional.empty();
        private String status = "";

        @Override
        public List<MemberPresence> list() {
            return List.of(anna());
        }

        private MemberPresence anna() {
            return new MemberPresence(
                    ANNA,
                    "anna",
                    NodeState.REACHABLE,
                    2,
                    Optional.of(BERT),
                    Optional.of(Duration.ofMillis(8)),
                    "at lunch",
                    List.of("pipeline", "presence"),
                    Optional.of(Instant.EPOCH),
                    0.25,
                    false);
        }

        @Override
        public CompletionStage<Void> set(String text) {
            status = text;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Flow.Publisher<PresenceEvent> events() {
            return wanting -> {
                subscriber = Optional.of(wanting);
                wanting.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {}
                });
            };
        }
    }

    private static final class NoIdentities implements OwnIdentities {
        @Override
        public CompletionStage<Identity> create(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Identity> list() {
            return List.of();
        }
    }

    @Test
    void a_list_of_nodes_says_through_whom_they_are_reached() {
        JsonNode nodes = call("node.list");

        assertThat(nodes.get(0).get("via").asText()).isEqualTo(BERT.text());
        assertThat(nodes.get(1).get("via").isNull()).isTrue();
    }

    @Test
    void an_explanation_has_the_way_what_was_tried_and_a_reason() {
        JsonNode explained = call("node.explain", "node", "anna");

        assertThat(explained.get("hops").asInt()).isEqualTo(2);
        assertThat(explained.get("route")).extracting(JsonNode::asText).containsExactly(BERT.text(), ANNA.text());
        assertThat(explained.get("candidates").get(0).toString())
                .isEqualTo("{\"address\":\"tcp://192.0.2.1:7171\",\"kind\":\"direct\",\"result\":\"refused\"}");
        assertThat(explained.get("reason").asText()).isEqualTo("Because.");
    }

    @Test
    void a_network_shows_its_links() {
        JsonNode shown = call("network.show");

        assertThat(shown.get("links").toString())
                .isEqualTo("[{\"one\":\"" + ANNA.text() + "\",\"other\":\"" + BERT.text() + "\"}]");
        assertThat(shown.get("peers")).hasSize(1);
        assertThat(shown.get("reachable").asInt()).isEqualTo(2);
    }

    @Test
    void presence_is_listed_with_everything_that_is_known() {
        assertThat(call("presence.list").toString())
                .isEqualTo("[{\"node\":\"" + ANNA.text() + "\",\"name\":\"anna\",\"state\":\"reachable\",\"hops\":2,"
                        + "\"via\":\"" + BERT.text() + "\",\"rttMillis\":8.0,\"status\":\"at lunch\","
                        + "\"capabilities\":[\"pipeline\",\"presence\"],\"lastSeen\":\"1970-01-01T00:00:00.000Z\","
                        + "\"suspicion\":0.25,\"suspected\":false}]");
    }

    @Test
    void a_status_is_handed_on() {
        assertThat(call("presence.set", "status", "back").toString()).isEqualTo("{\"status\":\"back\"}");
        assertThat(presence.status).isEqualTo("back");
    }

    @Test
    void changes_are_told_under_their_subscription() {
        String subscription = call("presence.subscribe").get("subscription").asText();

        presence.subscriber.orElseThrow().onNext(new PresenceEvent(PresenceEvent.Kind.CHANGED, presence.anna()));

        JsonNode change = told.get(0);
        assertThat(change.get("method").asText()).isEqualTo("presence.changed");
        assertThat(change.get("params").get("subscription").asText()).isEqualTo(subscription);
        assertThat(change.get("params").get("kind").asText()).isEqualTo("changed");
        assertThat(change.get("params").get("member"))
                .isEqualTo(call("presence.list").get(0));
    }
}
