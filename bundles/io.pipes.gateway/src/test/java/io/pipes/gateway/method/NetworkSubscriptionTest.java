// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.api.network.NetworkEvent;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client is told of a network's members. */
class NetworkSubscriptionTest {
    private static final NodeId NODE = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final ManualClock clock = new ManualClock();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final Map<String, Method> methods = new TreeMap<>();
    private final List<LocalNetwork> networks = new ArrayList<>();
    private Opened opened = new Opened();

    /** One life of a node. */
    private static final class Opened implements SampleNetwork.Changes {
        private final List<Consumer<NetworkEvent>> listeners = new ArrayList<>();
        private Runnable end = () -> {};

        @Override
        public AutoCloseable listen(Consumer<NetworkEvent> listener, Runnable closed) {
            listeners.add(listener);
            end = closed;
            return () -> listeners.remove(listener);
        }

        void tell(String kind) {
            List.copyOf(listeners).forEach(listener -> listener.accept(new NetworkEvent(kind, NODE)));
        }
    }

    @BeforeEach
    void begin() {
        Resolver resolver = new Resolver(() -> new SampleNetworks(networks, true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new SubscriptionMethods(resolver, clock).addTo(methods);
        networks.add(network());
    }

    private LocalNetwork network() {
        return new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(opened));
    }

    private JsonNode call(String method, String subscription) {
        return methods.get(method)
                .call(client, new Params(JsonNodeFactory.instance.objectNode().put("subscription", subscription)))
                .toCompletableFuture()
                .join();
    }

    private List<String> kinds() {
        return outlet.sent.stream()
                .map(told -> told.at("/params/kind").asText())
                .toList();
    }

    @Test
    void changes_are_told_without_grants_until_the_subscription_is_cancelled() {
        String id = call("network.subscribe", "").path("subscription").asText();
        for (int i = 0; i < 5_000; i++) {
            opened.tell("joined");
        }
        call("subscription.grant", id);
        opened.tell("removed");
        assertThat(kinds()).hasSize(5_001).endsWith("removed");
        assertThat(outlet.sent.get(0).at("/params/subscription").asText()).isEqualTo(id);

        call("subscription.cancel", id);
        assertThat(opened.listeners).isEmpty();
    }

    @Test
    void a_node_that_is_closed_and_opened_again_goes_on_telling() {
        call("network.subscribe", "");
        Opened before = opened;
        networks.clear();
        before.end.run();
        clock.advance(Duration.ofSeconds(1));

        opened = new Opened();
        networks.add(network());
        clock.advance(Duration.ofSeconds(1));
        opened.tell("joined");

        // What happened meanwhile nobody knows.
        assertThat(outlet.sent)
                .extracting(told -> told.path("method").asText())
                .containsExactly("skipped", "network.changed");
        assertThat(outlet.sent.get(0).at("/params/count").asInt(-1)).isZero();
        assertThat(kinds()).endsWith("joined");
    }
}
