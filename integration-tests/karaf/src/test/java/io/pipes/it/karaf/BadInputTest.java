// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What people and programs get wrong: one sentence each, the right code, and the node goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class BadInputTest {
    private RunningNode north;
    private RunningNode south;
    private String bert;

    @BeforeAll
    void start() throws Exception {
        north = RunningNode.plain("bad-input-north");
        north.found("home", north.newIdentity("anna"));
        south = RunningNode.plain("bad-input-south");
        bert = south.newIdentity("bert");
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningNode one = north;
                RunningNode other = south) {
            assertThat(one.process().log()).doesNotContain(" ERROR ");
            assertThat(other.process().log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void something_that_is_no_ticket_is_refused() {
        assertRefused("ticket_invalid", () -> south.join("good morning", bert));
        assertRefused("ticket_invalid", () -> south.join("pipes1", bert));
    }

    @Test
    void a_ticket_with_one_wrong_character_is_refused() throws Exception {
        String ticket = north.ticket("home");
        int middle = ticket.length() / 2;
        char other = ticket.charAt(middle) == 'q' ? 'p' : 'q';

        assertRefused(
                "ticket_invalid",
                () -> south.join(ticket.substring(0, middle) + other + ticket.substring(middle + 1), bert));
        assertRefused("ticket_invalid", () -> south.join(ticket.substring(0, middle), bert));
    }

    @Test
    void a_ticket_admits_as_many_as_it_says() throws Exception {
        String ticket = north.ticket("home");
        south.join(ticket, south.newIdentity("carla"));

        assertRefused("ticket_spent", () -> south.join(ticket, south.newIdentity("dora")));
        assertThat(south.call("network.list")).hasSize(1);
    }

    @Test
    void unknown_and_empty_names_are_refused() {
        assertRefused("not_found", () -> north.call("network.show", "network", "nowhere"));
        assertRefused("not_found", () -> north.call("message.send", "node", "nobody", "text", "hi"));
        assertRefused("not_found", () -> north.call("pipeline.publish", "name", "nothing", "text", "hi"));
        assertRefused("invalid_argument", () -> north.call("identity.create", "name", ""));
        assertRefused("invalid_argument", () -> north.call("network.create"));
        assertRefused("already_exists", () -> north.newIdentity("anna"));
        assertRefused("unknown_method", () -> north.call("network.destroy"));
    }

    @Test
    void a_message_of_more_than_one_mebibyte_is_refused_and_one_of_a_mebibyte_is_not() throws Exception {
        north.call("pipeline.create", "name", "large");
        String mebibyte = "x".repeat(1 << 20);

        assertRefused("too_large", () -> north.call("pipeline.publish", "name", "large", "text", mebibyte + "x"));
        assertThat(north.call("pipeline.publish", "name", "large", "text", mebibyte)
                        .get("message")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void a_wrong_token_is_refused() {
        assertRefused("unauthenticated", () -> ApiClient.connect(north.process().console(), "not-the-token"));
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiFailure.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.getMessage()).endsWith(".").doesNotContain("Exception");
        });
    }
}
