// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.service.Answer;
import io.pipes.base.Bytes;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that speak for others, claim what is not there, call without end, or talk nonsense. Node 1 is the one, and lies in the middle. */
class HostileServicesTest {
    private static final Duration HANG = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofSeconds(3);
    private static final String CALLS = "service.1";
    private static final String CATALOGUE = "services.1";
    private static final int HELD = 2;
    private static final int GIVEN = 4;

    private final List<String> accusations = new ArrayList<>();
    private SimulatedPipes pipes;
    private Clerk victim;
    private Clerk far;

    @BeforeEach
    void begin() {
        pipes = SimulatedPipes.network(3).seed(1).start();
        pipes.cut(pipes.node(0), pipes.node(2));
        pipes.pass(Duration.ofSeconds(30));
        victim = new Clerk(pipes, pipes.node(0));
        far = new Clerk(pipes, pipes.node(2));
        pipes.tap(new Watching());
    }

    @AfterEach
    void end() {
        pipes.close();
    }

    private class Watching implements Tap {
        @Override
        public void accused(TappedExchange exchange, String reason) {
            accusations.add(reason);
        }
    }

    private SimulatedNode hostile() {
        return pipes.node(1);
    }

    private void say(String protocol, Bytes message) {
        hostile().running().exchanges(protocol).stream()
                .filter(exchange -> exchange.peer().equals(victim.node.id()))
                .forEach(exchange -> exchange.pass(message));
    }

    private static Bytes request(long id, String service, int bytes) {
        return request(id, service, 600_000, bytes);
    }

    private static Bytes request(long id, String service, long millis, int bytes) {
        return new CborWriter()
                .writeArray(6)
                .writeUnsigned(1)
                .writeUnsigned(id)
                .writeText(service)
                .writeUnsigned(millis)
                .writeText("text/plain")
                .writeBytes(new byte[bytes])
                .toBytes();
    }

    @Test
    void what_somebody_offers_cannot_be_changed_on_its_way() {
        pipes.tap(new Watching() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                boolean changed = isGiven(exchange, message)
                        && exchange.node().id().equals(hostile().id());
                exchange.pass(changed ? rained(message) : message);
            }
        });
        far.offer("weather");
        pipes.until(() -> !accusations.isEmpty(), HANG);

        assertThat(accusations).first().asString().contains("signature is wrong");
        assertThat(victim.list()).isEmpty();
    }

    /** The name with another last letter. */
    private static Bytes rained(Bytes message) {
        byte[] bytes = message.toArray();
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("weather");
        bytes[at + 6] = 's';
        return Bytes.wrap(bytes);
    }

    @Test
    void nobody_answers_for_another() {
        far.offer("weather");
        far.slow = true;
        pipes.pass(MOMENT);
        List<Long> ids = new ArrayList<>();
        pipes.tap(new Watching() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                if (exchange.protocol().equals(CALLS) && message.size() > 11 && message.at(1) == 1) {
                    ids.add(message.longAt(3));
                }
                exchange.pass(message);
            }
        });
        CompletableFuture<Answer> call = victim.call("weather", Optional.empty(), "rain?", Duration.ofMinutes(1));
        pipes.until(() -> !far.calls.isEmpty(), HANG);

        assertThat(ids).isNotEmpty();
        say(
                CALLS,
                new CborWriter()
                        .writeArray(4)
                        .writeUnsigned(2)
                        .writeUnsigned(ids.get(0))
                        .writeText("text/plain")
                        .writeBytes(Bytes.utf8("a lie"))
                        .toBytes());
        pipes.pass(MOMENT);
        far.answerAll("the truth");

        assertThat(victim.result(call)).isEqualTo("the truth");
    }

    @Test
    void who_calls_without_end_leaves_places_to_others() {
        victim.offer("slow");
        victim.slow = true;
        pipes.pass(MOMENT);
        for (int id = 1; id <= 2_000; id++) {
            say(CALLS, request(id, "slow", 10));
        }
        pipes.pass(MOMENT);

        assertThat(victim.calls).hasSize(48);
        far.call("slow", Optional.empty(), "me too", Duration.ofMinutes(1));
        pipes.pass(MOMENT);
        assertThat(victim.asked()).hasSize(49).contains("me too");
        assertThat(accusations).isEmpty();
    }

    @Test
    void calls_whose_deadline_has_passed_take_their_places_until_the_handler_has_answered() {
        victim.offer("slow");
        victim.slow = true;
        pipes.pass(MOMENT);
        for (int id = 1; id <= 500; id++) {
            say(CALLS, request(id, "slow", 1, 10));
            pipes.pass(Duration.ofMillis(20));
        }
        assertThat(victim.calls).hasSize(48);

        victim.answerAll("at last");
        say(CALLS, request(501, "slow", 1, 10));
        pipes.pass(MOMENT);

        assertThat(victim.calls).hasSize(49);
    }

    @Test
    void a_gift_that_comes_while_another_one_is_being_checked_was_not_asked_for() {
        pipes.tap(new Watching() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                exchange.pass(message);
                if (isGiven(exchange, message)
                        && exchange.node().id().equals(hostile().id())) {
                    exchange.pass(message);
                }
            }
        });
        far.offer("weather");
        pipes.until(() -> !accusations.isEmpty(), HANG);

        assertThat(accusations).first().asString().contains("nobody asked for");
    }

    private static boolean isGiven(TappedExchange exchange, Bytes message) {
        return exchange.protocol().equals(CATALOGUE) && message.at(0) == GIVEN;
    }

    @Test
    void large_requests_of_one_take_a_bounded_amount_of_memory() {
        victim.offer("slow");
        victim.slow = true;
        pipes.pass(MOMENT);
        for (int id = 1; id <= 24; id++) {
            say(CALLS, request(id, "slow", 1 << 20));
            pipes.pass(Duration.ofSeconds(2));
        }

        assertThat(accusations).isEmpty();
        assertThat(victim.calls).hasSize(16);
    }

    @Test
    void numbers_that_nobody_has_used_keep_nobody_from_being_heard() {
        far.offer("weather");
        pipes.pass(MOMENT);
        ByteBuffer claim = ByteBuffer.allocate(1 + NodeId.SIZE + 16).put((byte) HELD);
        far.node.id().bytes().writeTo(claim);
        say(CATALOGUE, Bytes.wrap(claim.putLong(1L << 62).putLong(1).array()));
        pipes.cut(pipes.node(0), pipes.node(1));
        pipes.heal();
        far.offer("time");

        assertThat(pipes.until(() -> victim.list().size() == 2, HANG)).isTrue();
    }

    @Test
    void names_that_are_too_long_and_gifts_that_nobody_asked_for_end_the_link() {
        say(CALLS, request(1, "w".repeat(65), 1));
        pipes.until(() -> accusations.size() == 1, HANG);
        pipes.pass(Duration.ofMinutes(1));
        Bytes body = new CborWriter()
                .writeArray(4)
                .writeUnsigned(1)
                .writeBytes(far.node.id().bytes())
                .writeUnsigned(7)
                .writeArray(0)
                .toBytes();
        Bytes announcement = new CborWriter()
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(new byte[64])
                .toBytes();
        ByteBuffer gift = ByteBuffer.allocate(1 + announcement.size()).put((byte) GIVEN);
        announcement.writeTo(gift);
        say(CATALOGUE, Bytes.wrap(gift.array()));
        pipes.until(() -> accusations.size() == 2, HANG);

        assertThat(accusations.get(0)).contains("service calls");
        assertThat(accusations.get(1)).contains("nobody asked for");
    }
}
