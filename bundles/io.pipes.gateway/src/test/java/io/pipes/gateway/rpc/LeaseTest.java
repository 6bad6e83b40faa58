// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<JsonNode> sent = outlet.sent;
    private final List<Integer> closed = outlet.closed;
    private Tokens tokens;
    private Dispatcher dispatcher;
    private int cancelled;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        dispatcher = new Dispatcher(Map.of(), tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
    }

    private Tokens.Created create(Optional<Duration> validFor) {
        return tokens.create("reader", List.of(), Reach.EVERYWHERE, validFor);
    }

    /** Authenticates and subscribes. */
    private void letIn(Tokens.Created token) {
        ObjectNode call =
                JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
        call.put("method", "auth").putObject("params").put("token", token.text());
        dispatcher.serve(client, call);
        assertThat(outlet.sent.remove(0).has("result")).isTrue();
        client.add(client.newSubscriptionId(), new Client.Subscription() {
            @Override
            public void grant(long count) {}

            @Override
            public void cancel() {
                cancelled++;
            }
        });
    }

    private void assertNothingIsToldAnyMore() {
        client.notify("message", JsonNodeFactory.instance.objectNode());
        assertThat(sent).isEmpty();
        assertThat(cancelled).isEqualTo(1);
    }

    @Test
    void who_came_with_a_token_is_sent_away_when_it_is_revoked() {
        Tokens.Created token = create(Optional.empty());
        letIn(token);

        tokens.revoke(token.token().id());

        assertThat(closed).containsExactly(1008);
        assertNothingIsToldAnyMore();
    }

    @Test
    void who_came_with_a_token_is_sent_away_at_the_moment_it_expires() {
        letIn(create(Optional.of(HOUR)));

        clock.advance(HOUR.minusMillis(1));
        assertThat(closed).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(closed).containsExactly(1008);
        assertNothingIsToldAnyMore();
    }

    @Test
    void a_token_that_expired_while_the_machine_slept_ends_within_a_minute() {
        letIn(create(Optional.of(HOUR)));

        clock.stepWall(HOUR);
        clock.advance(Duration.ofMinutes(1));

        assertThat(closed).containsExactly(1008);
    }

    @Test
    void the_first_of_several_tokens_that_ends_sends_away() {
        Tokens.Created first = create(Optional.empty());
        letIn(first);
        letIn(create(Optional.empty()));

        tokens.revoke(first.token().id());

        assertThat(closed).containsExactly(1008);
    }

    @Test
    void another_token_s_end_sends_nobody_away() {
        letIn(create(Optional.empty()));

        tokens.revoke(create(Optional.empty()).token().id());
        clock.advance(HOUR);
        client.notify("message", JsonNodeFactory.instance.objectNode());

        assertThat(closed).isEmpty();
        assertThat(sent).hasSize(1);
    }

    @Test
    void who_has_gone_is_not_sent_away() {
        Tokens.Created revoked = create(Optional.of(HOUR));
        letIn(revoked);
        client.closed();

        tokens.revoke(revoked.token().id());
        clock.advance(HOUR);

        assertThat(closed).isEmpty();
    }
}
