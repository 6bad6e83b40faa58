// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Limits;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiSocketTest {
    @TempDir
    Path home;

    private final Attendance attendance = new Attendance(Places.USUAL);
    private final ManualClock clock = new ManualClock();
    private final List<String> sent = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private final Map<String, Method> methods = new HashMap<>();
    private int hungUp;
    private int demands;
    private int pings;
    private @Nullable Tokens tokens;

    private boolean reads;

    /** A session whose other end never reads, unless the test says so: nothing that is sent is ever over. */
    private Session session() {
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, args) -> {
                    switch (method.getName()) {
                        case "sendText" -> {
                            sent.add((String) args[0]);
                            if (reads) {
                                ((Callback) args[1]).succeed();
                            }
                        }
                        case "close" -> closed.add((Integer) args[0]);
                        case "disconnect" -> hungUp++;
                        case "demand" -> demands++;
                        case "sendPing" -> pings++;
                        default -> {}
                    }
                    return method.getReturnType() == boolean.class ? true : null;
                });
    }

    private ApiSocket open() throws IOException {
        if (tokens == null) {
            tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        }
        Dispatcher dispatcher =
                new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        ApiSocket socket = new ApiSocket(SubProtocol.JSON, dispatcher, clock, attendance);
        socket.onWebSocketOpen(session());
        return socket;
    }

    @Test
    void a_stranger_who_asks_and_never_reads_fills_no_memory() throws IOException {
        ApiSocket socket = open();

        for (int i = 0; i < 10_000; i++) {
            socket.onWebSocketText("1");
        }

        assertThat(closed).containsExactly(1008);
        assertThat(String.join("", sent)).hasSizeLessThanOrEqualTo(64 << 10);
    }

    @Test
    void when_too_much_waits_for_all_together_a_client_with_more_than_its_share_goes_and_others_stay()
            throws IOException {
        ApiSocket slow = open();
        ApiSocket other = open();
        authenticate(slow);
        authenticate(other);
        slow.send(TextNode.valueOf("x".repeat(2 << 20)));
        assertThat(closed).isEmpty();

        attendance.queued(Attendance.MAX_QUEUED_BYTES);
        other.send(TextNode.valueOf("short"));

        assertThat(closed).containsExactly(1008);
        assertThat(slow.isLeaving()).isTrue();
        assertThat(other.isLeaving()).isFalse();
    }

    @Test
    void of_those_who_read_slowly_the_slowest_goes_whoever_is_told_something() throws IOException {
        ApiSocket slow = open();
        ApiSocket slowest = open();
        authenticate(slow);
        authenticate(slowest);
        slow.send(TextNode.valueOf("x".repeat(2 << 20)));
        slowest.send(TextNode.valueOf("x".repeat(3 << 20)));

        attendance.queued(Attendance.MAX_QUEUED_BYTES);
        assertThat(slow.send(TextNode.valueOf("one more"))).isPositive();
        assertThat(slowest.isLeaving()).isTrue();
        assertThat(slow.isLeaving()).isFalse();
        assertThat(slow.send(TextNode.valueOf("still too much"))).isZero();
        assertThat(slow.isLeaving()).isTrue();
    }

    @Test
    void who_keeps_to_what_may_be_unanswered_is_heard_when_it_says_what_takes_no_turn() throws IOException {
        methods.put("slow.call", (client, params) -> new CompletableFuture<>());
        methods.put("service.answer", (client, params) -> CompletableFuture.completedFuture(TextNode.valueOf("heard")));
        ApiSocket socket = open();
        authenticate(socket);
        long left = Limits.UNANSWERED_BYTES;
        while (left > 0) {
            int size = (int) Math.min(left, 1 << 20);
            socket.onWebSocketText(call("slow.call", size));
            left -= size;
        }
        int demanded = demands;

        socket.onWebSocketText(call("service.answer", 1 << 20));

        assertThat(sent.get(sent.size() - 1)).contains("heard");
        assertThat(demands).as("and what comes next is read").isEqualTo(demanded + 1);
        socket.onWebSocketText(call("slow.call", 1_024));
        assertThat(demands).as("unless it is a call that waits").isEqualTo(demanded + 1);
    }

    /** A message of so many characters. */
    private static String call(String method, int size) {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"" + method + "\"}";
        return call + " ".repeat(size - call.length());
    }

    @Test
    void when_too_much_waits_for_clients_of_a_token_one_with_more_than_its_share_goes_and_all_others_stay()
            throws IOException {
        ApiSocket slow = open();
        String token = tokens.create("page", List.of(), Reach.EVERYWHERE, Optional.empty())
                .text();
        List<ApiSocket> others = List.of(open(), open());
        ApiSocket owner = open();
        authenticate(slow, token);
        for (ApiSocket other : others) {
            authenticate(other, token);
        }
        authenticate(owner);
        slow.send(TextNode.valueOf("x".repeat(9 << 20)));
        others.get(0).send(TextNode.valueOf("x".repeat((7 << 20) - 4_096)));
        owner.send(TextNode.valueOf("x".repeat(2 << 20)));
        owner.send(TextNode.valueOf("short"));
        assertThat(closed).isEmpty();

        others.get(1).send(TextNode.valueOf("x".repeat(8_192)));

        assertThat(closed).containsExactly(1008);
        clock.advance(ApiSocket.TIME_TO_LEAVE);
        assertThat(attendance.all()).doesNotContain(slow).contains(owner).containsAll(others);
    }

    private void authenticate(ApiSocket socket) throws IOException {
        authenticate(socket, Files.readString(home.resolve("api-token")).strip());
    }

    private static void authenticate(ApiSocket socket, String token) {
        socket.onWebSocketText(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\"" + token + "\"}}");
    }

    @Test
    void whose_machine_is_gone_does_not_answer_a_ping_and_loses_its_place() throws IOException {
        reads = true;
        ApiSocket gone = open();
        ApiSocket there = open();
        authenticate(gone);
        authenticate(there);

        clock.advance(Heartbeat.INTERVAL);
        assertThat(pings).isEqualTo(2);
        there.onWebSocketPong(ByteBuffer.allocate(0));
        clock.advance(Heartbeat.INTERVAL);

        assertThat(hungUp).isEqualTo(1);
        assertThat(attendance.all()).containsExactly(there);
        clock.advance(Heartbeat.INTERVAL);
        assertThat(attendance.all()).isEmpty();
    }

    /** What is asked of it is unanswered, so nothing is read of what it says, also no pong. */
    @Test
    void who_is_not_listened_to_is_not_missed() throws IOException {
        reads = true;
        methods.put("never", (client, params) -> new CompletableFuture<>());
        ApiSocket waiting = open();
        authenticate(waiting);
        String call = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"never\"}";
        for (int i = 0; i <= RequestRoom.MAX_BYTES / RequestRoom.LEAST_BYTES; i++) {
            waiting.onWebSocketText(call);
        }

        for (int i = 0; i < 4; i++) {
            clock.advance(Heartbeat.INTERVAL);
        }

        assertThat(attendance.all()).containsExactly(waiting);
        assertThat(hungUp).isZero();
    }

    @Test
    void who_does_not_even_read_the_farewell_is_hung_up_on() throws IOException {
        open();

        clock.advance(Duration.ofMillis(9_999));
        assertThat(closed).containsExactly(1008);
        assertThat(hungUp).isZero();
        assertThat(attendance.all()).hasSize(1);
        clock.advance(Duration.ofMillis(1));

        assertThat(hungUp).isEqualTo(1);
        assertThat(attendance.all()).isEmpty();
    }
}
