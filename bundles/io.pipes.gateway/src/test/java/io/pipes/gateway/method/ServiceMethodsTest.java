// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Call;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.local.LocalServices;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that offer services, and programs that call them. */
class ServiceMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final ManualClock clock = new ManualClock();
    private final SampleServices services = new SampleServices();
    private final Recording heard = new Recording();
    private final Client offering = new Client(heard);
    private final Client calling = new Client(new Recording());

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(services));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("identities are not needed");
        });
        new ServiceMethods(resolver, clock).addTo(methods);
        new NetworkMethods(resolver).addTo(methods);
    }

    private CompletableFuture<JsonNode> ask(Client client, String method, String... params) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            given.put(params[i], params[i + 1]);
        }
        return ask(client, method, given);
    }

    private CompletableFuture<JsonNode> ask(Client client, String method, ObjectNode params) {
        return methods.get(method).call(client, new Params(params)).toCompletableFuture();
    }

    private String offer() {
        return ask(offering, "service.offer", "service", "weather")
                .join()
                .get("subscription")
                .asText();
    }

    private CompletableFuture<JsonNode> call() {
        return ask(calling, "service.call", "service", "weather", "text", "rain?");
    }

    /** What who offers was told last. */
    private JsonNode told() {
        return heard.sent.get(heard.sent.size() - 1);
    }

    private String lastCall() {
        return told().get("params").get("call").asText();
    }

    @Test
    void a_call_is_told_to_who_offers_and_its_answer_to_who_called() {
        String subscription = offer();
        CompletableFuture<JsonNode> answer = call();

        JsonNode call = told().get("params");
        assertThat(told().get("method").asText()).isEqualTo("service.called");
        assertThat(call.get("subscription").asText()).isEqualTo(subscription);
        assertThat(call.get("text").asText()).isEqualTo("rain?");
        assertThat(call.get("deadlineMillis").asLong()).isEqualTo(10_000);
        ask(offering, "service.answer", "call", lastCall(), "text", "no").join();

        assertThat(answer.join().get("text").asText()).isEqualTo("no");
        assertThat(answer.join().get("name").asText()).isEqualTo("self");
        assertThatThrownBy(() -> ask(offering, "service.answer", "call", "c1", "text", "twice"))
                .hasMessageContaining("answered already");
    }

    @Test
    void an_error_is_told_as_failed_with_its_sentence() {
        offer();
        CompletableFuture<JsonNode> answer = call();
        ask(offering, "service.answer", "call", lastCall(), "error", "No window here.")
                .join();

        assertThat(failure(answer).code()).isEqualTo(PipesException.Code.FAILED);
        assertThat(failure(answer)).hasMessage("No window here.");
    }

    @Test
    void nobody_answers_calls_that_another_client_was_told_of() {
        offer();
        call();

        assertThatThrownBy(() -> ask(calling, "service.answer", "call", lastCall(), "text", "a lie"))
                .isInstanceOf(PipesException.class);
    }

    @Test
    void beyond_its_window_a_client_is_busy_also_with_calls_that_nobody_waits_for() {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        ask(offering, "service.offer", params.put("service", "weather").put("window", 1))
                .join();
        call();
        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.BUSY);

        clock.advance(Duration.ofSeconds(10));

        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.BUSY);
        assertThatThrownBy(() -> ask(offering, "service.answer", "call", lastCall(), "text", "no"))
                .hasMessageContaining("nobody waits any more");
        assertThat(call()).isNotDone();
    }

    /** Its node knows that its time is over; an answer from here, at the same moment, would say that the service has failed. */
    @Test
    void who_waits_too_long_is_told_so_by_nobody_here() {
        offer();
        CompletableFuture<JsonNode> answer = call();

        clock.advance(Duration.ofSeconds(10));

        assertThat(answer).isNotDone();
    }

    @Test
    void a_call_on_its_way_when_the_offer_ends_has_not_begun() {
        String subscription = offer();
        LocalServices.Handler handler = services.handler("weather");
        offering.cancel(subscription);
        int told = heard.sent.size();

        assertThat(failure(called(handler)).code()).isEqualTo(PipesException.Code.BUSY);
        assertThat(heard.sent).hasSize(told);
    }

    @Test
    void a_call_that_a_client_cannot_be_told_of_has_not_begun() {
        offer();
        heard.gone = true;

        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.BUSY);
    }

    private static CompletableFuture<JsonNode> called(LocalServices.Handler handler) {
        Call call = new Call("weather", SampleServices.SELF, "self", Content.text("rain?"), Duration.ofSeconds(10));
        return handler.answer(call)
                .<JsonNode>thenApply(content -> TextNode.valueOf(content.contentType()))
                .toCompletableFuture();
    }

    @Test
    void when_the_client_goes_its_offer_and_its_calls_end() {
        offer();
        CompletableFuture<JsonNode> answer = call();
        offering.closed();

        assertThat(failure(answer).code()).isEqualTo(PipesException.Code.FAILED);
        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.NOT_FOUND);
    }

    @Test
    void a_replaced_bundle_brings_the_offer_back_until_it_is_cancelled() {
        String subscription = offer();
        services.replace();
        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.NOT_FOUND);
        clock.advance(Duration.ofSeconds(1));
        assertThat(call()).isNotDone();

        offering.cancel(subscription);
        services.replace();
        clock.advance(Duration.ofSeconds(1));

        assertThat(failure(call()).code()).isEqualTo(PipesException.Code.NOT_FOUND);
    }

    @Test
    void an_offer_that_cannot_come_back_ends_with_the_reason() {
        offer();
        services.replace();
        ask(calling, "service.offer", "service", "weather").join();
        clock.advance(Duration.ofSeconds(1));

        assertThat(told().get("method").asText()).isEqualTo("ended");
        assertThat(told().get("params").get("error").get("data").get("code").asText())
                .isEqualTo("already_exists");
    }

    @Test
    void a_call_that_is_cancelled_is_given_up(@TempDir Path home) throws IOException {
        offer();
        new CallMethods().addTo(methods);
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Dispatcher dispatcher =
                new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        ObjectNode token = JsonNodeFactory.instance
                .objectNode()
                .put("token", Files.readString(home.resolve("api-token")).strip());
        ObjectNode call =
                JsonNodeFactory.instance.objectNode().put("service", "weather").put("text", "rain?");
        dispatcher.serve(calling, request(1, "auth", token));
        dispatcher.serve(calling, request(2, "service.call", call));
        assertThat(services.open.get(0)).isNotDone();

        dispatcher.serve(
                calling,
                request(3, "call.cancel", JsonNodeFactory.instance.objectNode().put("id", 2)));

        assertThat(services.open.get(0)).isCancelled();
    }

    private static ObjectNode request(long id, String method, ObjectNode params) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", id);
        return request.put("method", method).set("params", params);
    }

    @Test
    void what_is_offered_is_listed_with_its_metadata_and_shown_by_name() {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("service", "weather");
        params.putObject("metadata").put("unit", "mm");
        ask(offering, "service.offer", params).join();

        JsonNode row = ask(calling, "service.list").join().get(0);

        assertThat(row.get("service").asText()).isEqualTo("weather");
        assertThat(row.get("hops").asInt()).isZero();
        assertThat(row.get("metadata").get("unit").asText()).isEqualTo("mm");
        assertThat(ask(calling, "network.show").join().get("services").get(0).asText())
                .isEqualTo("weather");
    }

    private static PipesException failure(CompletableFuture<JsonNode> answer) {
        assertThat(answer).isDone();
        Throwable failure = answer.handle((told, why) -> why).join();
        return (PipesException) (failure instanceof PipesException ? failure : failure.getCause());
    }
}
