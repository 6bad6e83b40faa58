// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException.Code;
import io.pipes.api.message.Content;
import io.pipes.api.service.Handler;
import io.pipes.api.service.Offer;
import io.pipes.api.service.Services;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTest {
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final Scene scene = new Scene();
    private final Services services = scene.network().services();

    private JsonNode answerOf(Handler handler) {
        scene.node.answer("service.offer", "{'subscription':'s1'}").answer("service.answer", "{}");
        scene.now(services.offer("echo", handler));
        scene.node.tell(
                "service.called",
                "{'subscription':'s1','call':'c1','service':'echo','node':'" + Scene.AUTHOR.text()
                        + "','name':'anna','contentType':'text/plain','text':'x','deadlineMillis':1000}");
        scene.run();
        return scene.node.last("service.answer").params();
    }

    @Test
    void a_handler_is_answered_for_whatever_it_does() {
        Handler nothing = call -> null;
        Handler empty = call -> CompletableFuture.completedFuture(null);
        Handler error = call -> {
            throw new NoClassDefFoundError("gone with an update");
        };
        Handler exception = call -> {
            throw new IllegalStateException("secret");
        };
        for (Handler bad : new Handler[] {nothing, empty, error, exception}) {
            assertThat(new OfferTest().answerOf(bad).path("error").asText())
                    .isEqualTo("The service failed. Its log may say why.");
        }
        assertThat(answerOf(call -> CompletableFuture.completedFuture(call.request()))
                        .path("call")
                        .asText())
                .isEqualTo("c1");
    }

    @Test
    void an_answer_that_is_too_long_is_a_failure_that_says_so() {
        Content tooLong = new Content("x/y", Scene.bytes((1 << 20) + 1, 1));

        assertThat(answerOf(call -> CompletableFuture.completedFuture(tooLong))
                        .path("error")
                        .asText())
                .contains("more than the 1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unreachable", "already_exists", "not_found", "refused"})
    void an_offer_comes_back_whatever_keeps_it_away_for_a_while(String why) {
        scene.node.answer("service.offer", "{'subscription':'s1'}");
        Offer offer = scene.now(services.offer("echo", call -> CompletableFuture.completedFuture(call.request())));
        scene.node.refuse("service.offer", Code.valueOf(why.toUpperCase(java.util.Locale.ROOT)));
        scene.node.cut();
        scene.pass(Duration.ofMillis(100));
        int refused = scene.node.asked("service.offer").size();

        scene.node.answer("service.offer", "{'subscription':'s2'}");
        scene.pass(MOMENT);
        assertThat(scene.node.asked("service.offer")).hasSize(refused + 1);
        offer.close();

        assertThat(scene.node
                        .last("subscription.cancel")
                        .params()
                        .path("subscription")
                        .asText())
                .isEqualTo("s2");
    }

    @Test
    void metadata_that_the_node_could_not_even_read_is_refused_here() {
        for (Map<String, String> wrong : java.util.List.of(
                Map.of("x".repeat(300), "y"), Map.of("x", "y".repeat(300)), Map.of("Not A Key", "y"))) {
            assertThatThrownBy(() -> scene.now(services.offer("echo", new TreeMap<>(wrong), call -> null)))
                    .hasMessageContaining("Metadata has at most");
        }
        assertThat(scene.node.asked("service.offer")).isEmpty();
    }
}
