// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What somebody on the way sees, and what a stranger at the door gets. Both nodes peer by hand; the ticket names the port on which the
 * recorder listens by the time it is used, so that joining is recorded too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class OnTheWireTest {
    private static final String NETWORK = "lighthouse-of-the-north";
    private static final String FOUNDER = "wilhelmine-the-keeper";
    private static final String GUEST = "theodora-at-the-shore";
    private static final String PLAINTEXT = "the lamp burns whale oil until the fog lifts";
    private static final int KIND_AT = 1;
    private static final int MEMBER = 1;
    private static final int JOINER = 2;
    private static final int MAC_AT = 2;

    private RunningNode north;
    private RunningNode south;
    private RecordingProxy links;
    private RecordingProxy api;

    @BeforeAll
    void exchange_messages_through_the_recorder() throws Exception {
        NodeProcess hidden = NodeProcess.plain("wire-north", Java.current()).with("PIPES_PEERING", "manual");
        north = RunningNode.start(hidden);
        String founder =
                north.found(NETWORK, north.newIdentity(FOUNDER)).get("node").asText();
        String ticket = north.ticket(NETWORK);
        north.process().stop();
        int behind = Ports.free();
        links = RecordingProxy.between(hidden.listen(), behind);
        hidden.with("PIPES_LISTEN", "tcp://127.0.0.1:" + behind);
        north.startAgain();
        south = RunningNode.start(
                NodeProcess.plain("wire-south", Java.current()).with("PIPES_PEERING", "manual"));
        api = RecordingProxy.between(0, south.process().console());
        String joiner = south.join(ticket, south.newIdentity(GUEST)).get("node").asText();
        south.await("both are connected", () -> south.sees(NETWORK, founder) && north.sees(NETWORK, joiner));
        talk(founder, joiner);
    }

    private void talk(String founder, String joiner) throws Exception {
        try (ApiClient observed = ApiClient.connect(api.port(), RunningNode.token(south.process()))) {
            observed.call("network.list");
            observed.call("network.members", "network", NETWORK);
            Feed feed = observed.subscribe("message.subscribe", "network", NETWORK);
            north.call("message.send", "network", NETWORK, "node", joiner, "text", PLAINTEXT);
            feed.next();
            south.call("message.send", "network", NETWORK, "node", founder, "text", PLAINTEXT, "wait", "delivered");
        }
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningNode one = north;
                RunningNode other = south;
                RecordingProxy first = links;
                RecordingProxy second = api) {
            assertThat(north.process().log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void the_nodes_have_no_connection_but_the_recorded_one() throws Exception {
        assertThat(south.call("node.peers", "network", NETWORK))
                .singleElement()
                .satisfies(
                        peer -> assertThat(peer.get("address").asText()).isEqualTo("tcp://127.0.0.1:" + links.port()));
        assertThat(links.bytes()).isGreaterThan(2L * PLAINTEXT.length());
    }

    @Test
    void neither_content_nor_names_are_in_what_passes_between_the_nodes() {
        for (String known : new String[] {PLAINTEXT, NETWORK, FOUNDER, GUEST}) {
            assertThat(links.contains(known)).as(known).isFalse();
        }
    }

    @Test
    void the_same_search_finds_them_in_what_passes_to_the_api() {
        for (String known : new String[] {PLAINTEXT, NETWORK, FOUNDER, GUEST}) {
            assertThat(api.contains(known)).as(known).isTrue();
        }
    }

    @Test
    void noise_is_not_answered() throws Exception {
        byte[] noise = new byte[4_096];
        new Random(7).nextBytes(noise);

        assertThat(Stranger.answerTo(behind(), noise)).isZero();
        assertStillUp();
    }

    @Test
    void a_browser_is_not_answered() throws Exception {
        byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(Stranger.answerTo(behind(), request)).isZero();
        assertStillUp();
    }

    @Test
    void silence_is_not_answered() throws Exception {
        assertThat(Stranger.answerTo(behind(), new byte[0])).isZero();
        assertStillUp();
    }

    @Test
    void a_well_formed_preface_with_a_wrong_mac_is_not_answered() throws Exception {
        for (byte[] forged : links.firstFlights()) {
            forged[MAC_AT] ^= 1;

            assertThat(Stranger.answerTo(behind(), forged)).isZero();
        }
        assertStillUp();
    }

    @Test
    void a_genuine_preface_is_not_answered_a_second_time() throws Exception {
        assertThat(links.firstFlights())
                .as("a joiner's and a member's")
                .extracting(flight -> (int) flight[KIND_AT])
                .contains(JOINER, MEMBER);
        for (byte[] genuine : links.firstFlights()) {
            assertThat(Stranger.answerTo(behind(), genuine)).isZero();
        }
        assertStillUp();
    }

    private int behind() throws Exception {
        String listening = north.call("status").at("/listen/0").asText();
        return Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
    }

    private void assertStillUp() throws Exception {
        assertThat(north.process().status("/health")).isEqualTo(200);
        assertThat(south.call("node.peers", "network", NETWORK)).hasSize(1);
    }
}
