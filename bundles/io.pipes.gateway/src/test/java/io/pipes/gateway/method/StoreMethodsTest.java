// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.api.PipesException;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove;
import io.pipes.api.store.Stores;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final Moving stores = new Moving();

    /** A store that is moved when the test says so. */
    private static final class Moving implements Stores {
        private final CompletableFuture<StoreInfo> moving = new CompletableFuture<>();

        @Override
        public StoreInfo info() {
            StoreMove move = new StoreMove("derby", "postgresql", StoreMove.Step.COPYING, 1, 3, 70, Optional.empty());
            return new StoreInfo("derby", List.of("derby", "postgresql"), Optional.of(move), List.of());
        }

        @Override
        public CompletionStage<StoreInfo> move(String kind) {
            return moving;
        }
    }

    @BeforeEach
    void begin() {
        new StoreMethods(() -> Optional.of(stores)).addTo(methods);
    }

    private CompletableFuture<JsonNode> move(boolean progress) {
        Params params = new Params(
                JsonNodeFactory.instance.objectNode().put("to", "postgresql").put("progress", progress));
        return methods.get("store.move")
                .call(new Client(new Recording()), params)
                .toCompletableFuture();
    }

    @Test
    void a_move_is_answered_when_it_has_begun() {
        assertThat(move(false).join().at("/move/state").asText()).isEqualTo("copying");
    }

    @Test
    void who_is_told_of_its_progress_is_answered_when_it_is_over() {
        CompletableFuture<JsonNode> answer = move(true);
        assertThat(answer).isNotDone();

        stores.moving.complete(new StoreInfo("postgresql", List.of(), Optional.empty(), List.of()));

        assertThat(answer.join().get("store").asText()).isEqualTo("postgresql");
    }

    @Test
    void a_move_that_is_refused_is_an_error_at_once() {
        stores.moving.completeExceptionally(new PipesException(PipesException.Code.BUSY, "It moves already."));

        assertThatThrownBy(() -> move(false)).isInstanceOf(PipesException.class);
    }
}
