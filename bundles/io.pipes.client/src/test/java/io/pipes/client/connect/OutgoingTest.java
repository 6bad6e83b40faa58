// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class OutgoingTest {
    private final Outgoing outgoing = new Outgoing();

    private void add(String method, int bytes) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("method", method);
        call.putObject("params").put("base64", new byte[bytes]);
        outgoing.add(call);
    }

    private int take() throws InterruptedException {
        JsonNode next = outgoing.take();
        return next.isArray() ? next.size() : 1;
    }

    @Test
    void quick_calls_that_wait_go_together() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            add("pipeline.publish", 10);
        }

        assertThat(take()).isEqualTo(Outgoing.MOST_TOGETHER);
        assertThat(take()).isEqualTo(36);
    }

    @Test
    void one_alone_is_no_array() throws InterruptedException {
        add("pipeline.publish", 10);

        assertThat(outgoing.take().isObject()).isTrue();
    }

    @Test
    void a_call_that_may_take_long_goes_alone_and_keeps_its_place() throws InterruptedException {
        add("pipeline.publish", 10);
        add("pipeline.publish", 10);
        add("service.call", 10);
        add("pipeline.publish", 10);

        assertThat(take()).isEqualTo(2);
        assertThat(outgoing.take().path("method").asText()).isEqualTo("service.call");
        assertThat(take()).isEqualTo(1);
    }

    @Test
    void what_takes_no_turn_does_not_go_together_with_what_does() throws InterruptedException {
        add("service.answer", 10);
        add("subscription.grant", 10);
        add("pipeline.publish", 10);
        add("pipeline.publish", 10);
        add("message.acknowledge", 10);

        assertThat(take()).isEqualTo(2);
        assertThat(take()).isEqualTo(2);
        assertThat(outgoing.take().path("method").asText()).isEqualTo("message.acknowledge");
    }

    @Test
    void a_message_that_waits_for_others_to_store_it_goes_alone() throws InterruptedException {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("method", "pipeline.publish");
        call.putObject("params").put("storedAt", 3);
        outgoing.add(call);
        add("pipeline.publish", 10);

        assertThat(outgoing.take().isObject()).isTrue();
    }

    @Test
    void long_messages_do_not_become_a_longer_one() throws InterruptedException {
        add("pipeline.publish", 400 << 10);
        add("pipeline.publish", 400 << 10);

        assertThat(take()).isEqualTo(1);
        assertThat(take()).isEqualTo(1);
    }
}
