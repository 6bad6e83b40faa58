// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.method.AllMethods;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.gateway.method.Resolver;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All methods, called by somebody who may call them, with parameters of every kind: never a failure that nobody thought of. */
class OwnerRequestFuzzTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] NAMES = {
        "network",
        "identity",
        "node",
        "name",
        "ticket",
        "role",
        "uses",
        "expiresMillis",
        "force",
        "address",
        "kind",
        "with",
        "text",
        "base64",
        "contentType",
        "wait",
        "timeoutMillis",
        "window",
        "from",
        "subscription",
        "count",
        "verbs",
        "id",
        "token",
        "message",
        "content",
        "fromBytes",
        "archive",
        "pipeline",
        "key",
        "cursor"
    };

    private final ManualClock clock = new ManualClock();
    private final String[] names;
    private final Dispatcher dispatcher;
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);

    OwnerRequestFuzzTest() throws IOException {
        Path home = Files.createTempDirectory("pipes-fuzz");
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(), true), () -> {
            throw new PipesException(PipesException.Code.NOT_FOUND, "There is none.");
        });
        ProcessMethods process = new ProcessMethods(
                Optional::empty,
                new ProcessMethods.Facts(
                        "1", "p", () -> "127.0.0.1:1", Optional::empty, Optional::empty, Optional::empty, List::of),
                () -> {});
        Map<String, Method> methods = AllMethods.of(resolver, process, tokens, clock);
        // Tokens would only become more and more.
        names = methods.keySet().stream()
                .filter(name -> !name.equals("token.create"))
                .sorted()
                .toArray(String[]::new);
        dispatcher = new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        String token = Files.readString(home.resolve("api-token")).strip();
        answer("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\"" + token + "\"}}");
        assertThat(client.isAuthenticated()).isTrue();
    }

    @FuzzTest(maxDuration = "20s")
    void no_call_fails_in_a_way_that_nobody_thought_of(FuzzedDataProvider data) {
        String text = data.consumeBoolean() ? call(data) : data.consumeRemainingAsString();
        answer(text)
                .ifPresent(answer -> assertThat(answer.findValuesAsText("code"))
                        .as("%s", answer)
                        .doesNotContain("internal"));
    }

    private Optional<JsonNode> answer(String text) {
        // As it comes over a WebSocket: without half surrogates.
        String heard = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        outlet.sent.clear();
        try {
            dispatcher.serve(client, Json.read(heard));
        } catch (UnreadableException nonsense) {
            client.answer(Dispatcher.refusal(nonsense));
        }
        return outlet.sent.stream().findFirst();
    }

    private String call(FuzzedDataProvider data) {
        ObjectNode params = JSON.objectNode();
        String method = data.pickValue(names);
        for (int count = data.consumeInt(0, 5); count > 0; count--) {
            params.set(data.pickValue(NAMES), value(data));
        }
        ObjectNode request =
                JSON.objectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        return request.set("params", params).toString();
    }

    private static JsonNode value(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(data.consumeBoolean());
            case 2 -> JSON.numberNode(data.consumeLong());
            case 3 -> JSON.numberNode(data.consumeRegularDouble());
            case 4 -> JSON.arrayNode().add(data.consumeString(8));
            case 5 -> JSON.objectNode().put(data.consumeAsciiString(3), 1);
            default -> JSON.textNode(data.consumeString(40));
        };
    }
}
