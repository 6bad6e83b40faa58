// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.scale.Scale;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A node that is exposed to everybody who wants it no good. Whatever comes: its process lives, its log holds no stack trace and does not
 * fill up, memory and descriptors come back, and the messages of two honest members pass all the time.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.HOURS)
class UnderFireTest {
    private static final String NETWORK = "home";
    private static final int ATTACKS = Scale.of(8_000, 1_000_000);
    private static final int ATTACKS_AT_THE_API = Scale.of(2_000, 100_000);
    private static final int FLOOD_SECONDS = Scale.of(20, 600);
    private static final int FLOOD_PER_SECOND = 2_000;

    /** What the node's limits let in, with room for the honest. */
    private static final int ADMITTED_PER_SECOND = 450;

    private static final int JOINERS = 20;
    private static final int CHANGED_RECORDS = Scale.of(200, 5_000);

    /** What caches and counters may add to the heap; a leak of one connection's buffers in ten is more. */
    private static final long ROOM_BYTES = 12 << 20;

    private static final int ROOM_DESCRIPTORS = 16;
    private static final int ROOM_LINES = 10;
    private static final int HALF_OPEN_BYTES = 32 << 10;
    private static final long HANG_MILLIS = 20_000;

    private RunningNode north;
    private RunningNode south;
    private String southNode;
    private List<byte[]> prefaces;
    private Vitals before;
    private HeartBeat heart;
    private String logBefore = "";

    @BeforeAll
    void two_members() throws Exception {
        north = RunningNode.start(NodeProcess.warm("fire-north", Java.current()).workingHard());
        south = RunningNode.start(
                NodeProcess.plain("fire-south", Java.current()).workingHard());
        String northNode =
                north.found(NETWORK, north.newIdentity("anna")).get("node").asText();
        try (RecordingProxy proxy = RecordingProxy.between(0, north.process().listen())) {
            southNode = south.join(north.ticket(NETWORK), south.newIdentity("bert"))
                    .get("node")
                    .asText();
            south.await("both are linked", () -> south.sees(NETWORK, northNode) && north.sees(NETWORK, southNode));
            prefaces = recordPrefaces(proxy, northNode);
        }
        north.await("both are linked again", () -> north.sees(NETWORK, southNode));
        // Messages are delivered when somebody takes them.
        south.api().subscribe("message.subscribe", "network", NETWORK);
        Vitals.of(north.process());
    }

    /** What the honest member says when it calls, recorded on the way. */
    private List<byte[]> recordPrefaces(RecordingProxy proxy, String northNode) throws Exception {
        for (int i = 0; i < 3; i++) {
            south.call("network.disconnect", "network", NETWORK, "node", northNode);
            south.call("network.connect", "network", NETWORK, "address", "tcp://127.0.0.1:" + proxy.port());
        }
        List<byte[]> flights = proxy.firstFlights().stream()
                .filter(flight -> flight.length > 1_000)
                .toList();
        assertThat(flights).hasSizeGreaterThanOrEqualTo(3);
        south.call("network.disconnect", "network", NETWORK, "node", northNode);
        south.call(
                "network.connect",
                "network",
                NETWORK,
                "address",
                "tcp://127.0.0.1:" + north.process().listen());
        return flights;
    }

    @BeforeEach
    void take_the_measure() throws Exception {
        before = Vitals.of(north.process());
        logBefore = north.process().log();
        heart = HeartBeat.start(north.api(), NETWORK, southNode);
    }

    @AfterEach
    void the_node_is_as_it_was(TestInfo test) throws Exception {
        String beats = heart.stop();
        assertThat(north.process().handle().isAlive()).isTrue();
        Vitals after = settled();
        System.out.printf("%s: %s; before: %s; after: %s%n", test.getDisplayName(), beats, before, after);
        assertThat(after.heapBytes()).as("heap").isLessThan(before.heapBytes() + ROOM_BYTES);
        assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + ROOM_DESCRIPTORS);
        JsonNode status = north.call("status");
        assertThat(status.get("state").asText()).isEqualTo("ready");
        assertThat(status.get("problems")).isEmpty();
        assertThat(north.sees(NETWORK, southNode)).isTrue();
        looksCalm(south.process().log());
        looksCalm(north.process().log());
        String shortId = southNode.substring(0, 10);
        assertThat(newLines()).as("the honest link stayed up").noneMatch(line -> line.contains("Link to " + shortId));
    }

    /** Descriptors of connections that are over go a moment later. */
    private Vitals settled() throws Exception {
        long pid = north.process().handle().pid();
        north.await(
                "the descriptors are back", () -> Vitals.descriptors(pid) <= before.descriptors() + ROOM_DESCRIPTORS);
        return Vitals.of(north.process());
    }

    private static void looksCalm(String log) {
        assertThat(log.lines())
                .noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception") || line.contains("\tat "));
    }

    private List<String> newLines() throws IOException {
        return north.process().log().substring(logBefore.length()).lines().toList();
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningNode one = north;
                RunningNode other = south) {
            assertThat(one.process().home().resolve("log/launch.log")).content().doesNotContain("Exception");
        }
    }

    @Test
    void whatever_strangers_say_to_the_listener_gets_no_byte_and_leaves_nothing_behind() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        int port = north.process().listen();
        try (SlowCallers slow = SlowCallers.at(port, 100, prefaces.get(0))) {
            Crowd.come(ATTACKS, ADMITTED_PER_SECOND, (number, chance) -> {
                try (Socket node = Crowd.connect(number, port)) {
                    answered.addAndGet(ListenerAttack.any(chance).against(node, prefaces, chance));
                }
            });
            System.out.printf(
                    "%,d attacks at the listener, slow callers sent away %d times%n", ATTACKS, slow.returns());
            assertThat(slow.returns()).isPositive();
        }
        assertThat(answered).hasValue(0);
        assertThat(newLines())
                .as("all were let in, none was turned away by a limit")
                .isEmpty();
    }

    @Test
    void noise_at_the_api_ends_nothing_but_its_own_connection() throws Exception {
        int port = north.process().console();
        Crowd.come(ATTACKS_AT_THE_API, ADMITTED_PER_SECOND, (number, chance) -> {
            try (Socket node = Crowd.connect(number, port)) {
                ListenerAttack.any(chance).against(node, prefaces, chance);
            }
        });
        assertThat(newLines()).isEmpty();
    }

    @Test
    void hostile_requests_do_not_come_in() throws Exception {
        List<String> heads = HostileHeads.all(north.process().console());
        for (String head : heads) {
            try (RawApi api = new RawApi(north.process().console())) {
                api.say(head);
                api.sayNoMore();
                String answer = api.head();
                assertThat(answer)
                        .as(head.substring(0, Math.min(200, head.length())))
                        .matches("(?s)|HTTP/1.1 [45].*")
                        .doesNotContain("Exception");
            } catch (SocketException hungUp) {
                // In the middle of what was too long.
            }
        }
        System.out.println(heads.size() + " hostile heads of requests");
        assertThat(newLines()).isEmpty();
    }

    @Test
    void hostile_frames_end_their_own_connection_and_get_no_result() throws Exception {
        List<byte[]> sayings = HostileFrames.all();
        for (byte[] saying : sayings) {
            try (RawApi api = RawApi.upgraded(north.process().console())) {
                api.say(saying);
                api.sayNoMore();
                String answer = new String(api.rest(), StandardCharsets.UTF_8);
                assertThat(answer)
                        .doesNotContain("\"result\"")
                        .doesNotContain("Exception")
                        .doesNotContain("internal");
            } catch (SocketException hungUp) {
                // In the middle of what was too long.
            }
        }
        System.out.println(sayings.size() + " hostile frames");
        assertThat(newLines()).isEmpty();
    }

    @Test
    void wrong_kinds_of_values_are_refused_with_a_sentence() throws Exception {
        List<HostileCalls.Call> calls = HostileCalls.all();
        int refused = 0;
        for (HostileCalls.Call call : calls) {
            try {
                north.api().callLater(call.method(), call.parameters()).get(60, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                ApiFailure failure = (ApiFailure) failed.getCause();
                assertThat(failure.code()).as(call.toString()).isNotEqualTo("internal");
                assertThat(failure.getMessage())
                        .as(call.toString())
                        .endsWith(".")
                        .doesNotContain("Exception");
                refused++;
            }
        }
        System.out.println(calls.size() + " hostile calls, " + refused + " refused");
        assertThat(calls).hasSizeGreaterThan(500);
        assertThat(newLines()).isEmpty();
    }

    @Test
    void a_member_who_sends_anything_in_good_records_harms_nobody() throws Exception {
        MischievousSuite mischief = new MischievousSuite(7);
        try (LocalEngine evil = new LocalEngine(mischief.suite())) {
            String ticket = north.call("network.invite", "network", NETWORK, "uses", JOINERS)
                    .get("ticket")
                    .asText();
            for (int i = 0; i < JOINERS; i++) {
                evil.join("evil-" + i, ticket);
            }
            mischief.tempt();
            north.await("many records were changed", () -> mischief.changed() >= CHANGED_RECORDS);
            System.out.println(mischief.changed() + " records of members changed");
        }
        revokeAllBut(southNode);
        assertThat(newLines()).as("lines per evil member").hasSizeLessThan(JOINERS * 60);
    }

    private void revokeAllBut(String honest) throws Exception {
        for (JsonNode node : north.call("node.list", "network", NETWORK)) {
            String id = node.get("node").asText();
            if (!id.equals(honest)) {
                north.call("network.revoke", "network", NETWORK, "node", id);
            }
        }
    }

    @Test
    void of_twenty_who_race_for_one_use_one_becomes_a_member() throws Exception {
        String ticket = north.ticket(NETWORK);
        int members = north.call("network.members", "network", NETWORK).size();
        List<String> identities = new ArrayList<>();
        for (int i = 0; i < JOINERS; i++) {
            identities.add(south.newIdentity("racer-" + i));
        }
        List<CompletableFuture<JsonNode>> races = identities.stream()
                .map(identity -> south.api().callLater("network.join", "ticket", ticket, "identity", identity))
                .toList();
        int won = 0;
        for (CompletableFuture<JsonNode> race : races) {
            try {
                race.get(120, TimeUnit.SECONDS);
                won++;
            } catch (ExecutionException lost) {
                assertThat(((ApiFailure) lost.getCause()).code()).isEqualTo("ticket_spent");
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(north.call("network.members", "network", NETWORK)).hasSize(members + 1);
    }

    @Test
    void a_flood_of_handshakes_keeps_no_member_out() throws Exception {
        int port = north.process().listen();
        HandshakeFlood flood = new HandshakeFlood(port, prefaces.get(0));
        try (LocalEngine visitor = new LocalEngine()) {
            LocalNetwork network = visitor.join("visitor", north.ticket(NETWORK));
            NodeId called = NodeId.parse(
                    north.network(NETWORK).orElseThrow().get("node").asText());
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> {
                try {
                    flood.pour(FLOOD_PER_SECOND, FLOOD_SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            List<Long> millis = new ArrayList<>();
            AtomicInteger refused = new AtomicInteger();
            while (!pouring.isDone()) {
                millis.add(connectMillis(network, called, port, refused));
            }
            pouring.get();
            millis.sort(null);
            long p99 = millis.get(millis.size() * 99 / 100);
            System.out.printf(
                    "%,d handshakes in %d s; %,d honest connects, %d refused, median %d ms, p99 %d ms, longest %d ms%n",
                    flood.made(),
                    FLOOD_SECONDS,
                    millis.size(),
                    refused.get(),
                    millis.get(millis.size() / 2),
                    p99,
                    millis.get(millis.size() - 1));
            assertThat(flood.made())
                    .as("a busy machine makes fewer")
                    .isGreaterThan(FLOOD_PER_SECOND * FLOOD_SECONDS / 2);
            assertThat(p99).isLessThan(HANG_MILLIS);
            assertThat(refused).as("an address that is known is let in").hasValueLessThan(millis.size() / 10);
        }
        revokeAllBut(southNode);
        assertThat(newLines().stream().filter(line -> !line.contains("Link")).toList())
                .hasSizeLessThan(ROOM_LINES);
    }

    /** How long it takes an honest member that has no link until it has one, however often it has to try. */
    private static long connectMillis(LocalNetwork network, NodeId called, int port, AtomicInteger refused)
            throws Exception {
        LocalEngine.done(network.disconnect(called));
        long begun = System.nanoTime();
        while (true) {
            try {
                LocalEngine.done(network.connect("tcp://127.0.0.1:" + port));
                long took = (System.nanoTime() - begun) / 1_000_000;
                // At most twenty a second, so that the limit of its own address does not count.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.max(0, 50 - took)));
                return took;
            } catch (ExecutionException tryAgain) {
                refused.incrementAndGet();
                if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(3 * HANG_MILLIS)) {
                    throw tryAgain;
                }
                // As long as a node waits before its first retry.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    @Test
    void a_caller_who_is_undecided_costs_less_than_32_kibibytes() throws Exception {
        byte[] longest = Arrays.copyOf(new byte[] {1, 1}, 8_192);
        longest[18] = 0x20;
        List<Socket> callers = new ArrayList<>();
        AtomicLong held = new AtomicLong();
        try {
            for (int i = 0; i < 400; i++) {
                Socket caller = Crowd.connect(i, north.process().listen());
                caller.getOutputStream().write(longest);
                callers.add(caller);
            }
            int open = before.descriptors() + callers.size();
            long pid = north.process().handle().pid();
            north.await("they are all in", () -> Vitals.descriptors(pid) >= open - ROOM_DESCRIPTORS);
            held.set(Vitals.of(north.process()).heapBytes());
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }
        long each = (held.get() - before.heapBytes()) / callers.size();
        System.out.println("each of " + callers.size() + " undecided callers: " + each + " bytes of heap");
        assertThat(each).isLessThan(HALF_OPEN_BYTES);
    }
}
