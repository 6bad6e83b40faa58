// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OfferingTest {
    private final Scene scene = new Scene();

    @Test
    void a_handler_that_gives_nothing_is_answered_for() {
        scene.node.answer("service.offer", "{\"subscription\":\"s1\"}");
        scene.now(scene.network().services().offer("weather", call -> null));
        scene.node.tell("service.called", """
                {"subscription":"s1","call":"c1","service":"weather","node":"%s","name":"anna",
                 "contentType":"text/plain","text":"rain?","deadlineMillis":10000}""".formatted(Scene.AUTHOR.text()));
        scene.run();

        assertThat(scene.node.asked("service.answer")).hasSize(1);
        assertThat(scene.node.last("service.answer").params().path("call").asText())
                .isEqualTo("c1");
        assertThat(scene.node.last("service.answer").params().path("error").asText())
                .isNotEmpty();
    }
}
