// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Restore;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove;
import io.pipes.api.store.Stores;
import io.pipes.base.Secret;
import io.pipes.gateway.method.AllMethods;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.gateway.method.Resolver;
import io.pipes.gateway.rpc.Asking;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Json;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Outlet;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.UnreadableException;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.nodes.SimulatedPipes;
import io.pipes.testkit.time.SimulatedLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The methods of a node in a network of real ones, in virtual time, and one client. Stores are a sample: these nodes keep theirs in memory. */
final class RealGateway implements AutoCloseable {
    final SimulatedPipes pipes;
    final List<JsonNode> told = new ArrayList<>();
    private final SimulatedNode node;
    private final SimulatedLoop loop;
    private final Path home;
    private final Map<String, Method> methods;
    private final Dispatcher dispatcher;
    private final Client client = new Client(new Outlet() {
        @Override
        public long send(JsonNode message) {
            told.add(asJson(message));
            return Json.write(message).length();
        }

        @Override
        public void admit(Token token) {}

        @Override
        public void close(int code, String reason) {}
    });

    RealGateway(int nodes, Path home) throws IOException {
        this.home = home;
        pipes = SimulatedPipes.network(nodes).seed(1).start();
        node = pipes.node(0);
        loop = node.host().loop();
        SimulatedNode empty = pipes.add();
        empty.boot();
        Tokens tokens = new Tokens(
                node.host().disk(),
                new OwnerTokenFile(home),
                loop.clock(),
                node.host().randomness());
        Resolver resolver = new Resolver(node::kernel, node::identities);
        ProcessMethods process = new ProcessMethods(
                () -> Optional.of(node.kernel()),
                new ProcessMethods.Facts(
                        "1",
                        "p",
                        () -> "127.0.0.1:7170",
                        Optional::empty,
                        () -> Optional.of(new SampleStores()),
                        () -> Optional.of(new HomeAndEmptyHome(node, empty)),
                        List::of),
                () -> {});
        methods = AllMethods.of(resolver, process, tokens, loop);
        dispatcher = new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(loop, loop.clock()), loop);
    }

    /** A backup is made of one home and restored into another one. */
    private record HomeAndEmptyHome(SimulatedNode full, SimulatedNode empty) implements Backups {
        @Override
        public Backup begin(Secret passphrase) {
            return full.kernel().backup(passphrase, full.host().disk());
        }

        @Override
        public Restore restore(Secret passphrase) {
            return empty.kernel().restore(passphrase, empty.host().disk());
        }
    }

    private static final class SampleStores implements Stores {
        @Override
        public StoreInfo info() {
            StoreMove move = new StoreMove("derby", "postgresql", StoreMove.Step.COPYING, 1, 2, 3, Optional.empty());
            return new StoreInfo("derby", List.of("derby", "postgresql"), Optional.of(move), List.of());
        }

        @Override
        public CompletionStage<StoreInfo> move(String kind) {
            return CompletableFuture.completedFuture(info());
        }
    }

    /** Calls a method as the dispatcher would, and lets the time pass that its answer takes; throws what it fails with. */
    JsonNode call(String method, AskedNames params) {
        return asJson(pipes.done(onLoop(() -> Asking.answer(client, methods.get(method), params, loop))));
    }

    /** What a whole request is answered. */
    JsonNode ask(String method, ObjectNode params) {
        ObjectNode request =
                params.objectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", params);
        pipes.done(onLoop(() -> dispatcher.serve(client, request)));
        JsonNode answer =
                told.stream().filter(message -> message.has("id")).findFirst().orElseThrow();
        told.remove(answer);
        return answer;
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> work) {
        return on(node, work);
    }

    /** Asks something where a node's features are to be asked: on its loop. */
    <T> CompletionStage<T> on(SimulatedNode which, Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        which.host().loop().execute(() -> {
            try {
                work.get().whenComplete((result, failure) -> {
                    if (failure == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    String ownerToken() {
        try {
            return Files.readString(home.resolve("api-token")).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As a client gets it that speaks JSON. */
    private static JsonNode asJson(JsonNode message) {
        try {
            return Json.read(Json.write(message));
        } catch (UnreadableException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void close() {
        pipes.close();
    }
}
