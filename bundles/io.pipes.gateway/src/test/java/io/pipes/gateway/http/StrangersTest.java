// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static io.pipes.gateway.http.RunningGateway.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody without a token can take from the node: almost nothing, and not for long. */
@Tag("long")
class StrangersTest {
    private static final int MAX_BYTES = 4_096;

    private RunningGateway door;

    @TempDir
    Path home;

    @BeforeEach
    void open() throws Exception {
        door = new RunningGateway(home);
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    /** A stranger whom the server has certainly counted, because it has answered. */
    private Conversation stranger() {
        Conversation stranger = door.connect();
        assertThat(stranger.call("status", "{}").at("/error/data/code").asText())
                .isEqualTo("unauthenticated");
        return stranger;
    }

    private String knock() throws IOException {
        return door.request("/api/v1", door.here() + UPGRADE);
    }

    @Test
    void a_stranger_is_heard_up_to_four_kibibytes() {
        Conversation stranger = door.connect();

        assertThat(stranger.ask(" ".repeat(MAX_BYTES - 1) + "1").has("error")).isTrue();
        stranger.say(" ".repeat(MAX_BYTES + 1), true);

        assertThat(stranger.end()).isEqualTo(1009);
    }

    @Test
    void a_stranger_is_not_heard_longer_in_pieces() {
        Conversation stranger = door.connect();

        stranger.say(" ".repeat(MAX_BYTES), false);
        stranger.say(" ", true);

        assertThat(stranger.end()).isEqualTo(1009);
    }

    @Test
    void who_authenticates_may_say_more_in_the_very_next_message() throws IOException {
        Conversation owner = door.connect();
        owner.say(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\"" + door.ownerToken()
                        + "\"}}",
                true);
        owner.say(" ".repeat(1 << 20) + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"status\"}", true);

        assertThat(owner.hear().at("/result/api").asText()).isEqualTo("1");
        assertThat(owner.hear().has("result")).isTrue();
    }

    @Test
    void the_stranger_who_has_waited_longest_makes_room_for_the_next() throws IOException {
        List<Conversation> strangers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            strangers.add(stranger());
        }

        assertThat(door.connectOwner().call("status", "{}").has("result")).isTrue();

        assertThat(strangers.get(0).end()).isEqualTo(1013);
        assertThat(strangers.stream().skip(1)).allMatch(Conversation::isOpen);
    }

    @Test
    void strangers_who_come_again_and_again_keep_no_client_out() throws IOException {
        for (int i = 0; i < 200; i++) {
            stranger();
            if (i % 20 == 0) {
                assertThat(door.connectOwner().call("status", "{}").has("result"))
                        .isTrue();
            }
        }
    }

    @Test
    void strangers_take_no_client_s_place() throws IOException {
        for (int i = 0; i < 15; i++) {
            stranger();
        }
        // Each comes in as a stranger and makes room by authenticating.
        for (int i = 0; i < 20; i++) {
            door.connectOwner();
        }

        assertThat(door.connectOwner().call("status", "{}").has("result")).isTrue();
    }

    @Test
    void there_are_never_more_clients_than_places() throws Exception {
        door.close();
        door = new RunningGateway(home, new Places(20));
        for (int i = 0; i < 19; i++) {
            door.connectOwner();
        }
        Conversation last = stranger();
        Conversation late = stranger();
        String token = "{\"token\":\"" + door.ownerToken() + "\"}";

        assertThat(last.call("auth", token).has("result")).isTrue();
        assertThat(late.call("auth", token).at("/error/data/code").asText()).isEqualTo("busy");
        assertThat(late.call("status", "{}").at("/error/data/code").asText()).isEqualTo("unauthenticated");
        assertThat(knock()).startsWith("http/1.1 503");
    }
}
