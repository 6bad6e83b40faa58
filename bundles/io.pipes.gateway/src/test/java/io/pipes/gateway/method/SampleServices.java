// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Call;
import io.pipes.api.service.Offered;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Services of a network that has one node: whoever calls, calls the handlers that are here. */
final class SampleServices implements LocalServices {
    static final NodeId SELF = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final Map<String, Handler> handlers = new TreeMap<>();
    private final Map<String, SortedMap<String, String>> metadata = new TreeMap<>();
    /** What was called and has no answer yet. */
    final List<CompletableFuture<Answer>> open = new ArrayList<>();

    @Override
    public CompletionStage<Registration> offer(String service, SortedMap<String, String> said, Handler handler) {
        if (handlers.putIfAbsent(service, handler) != null) {
            return CompletableFuture.failedFuture(
                    new PipesException(PipesException.Code.ALREADY_EXISTS, "It is offered already."));
        }
        metadata.put(service, said);
        return CompletableFuture.completedFuture(() -> handlers.remove(service, handler));
    }

    @Override
    public CompletionStage<Answer> call(String service, Optional<NodeId> node, Content request, Duration deadline) {
        Handler handler = handlers.get(service);
        if (handler == null) {
            return CompletableFuture.failedFuture(
                    new PipesException(PipesException.Code.NOT_FOUND, "Nobody offers it."));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        open.add(answer);
        handler.answer(new Call(service, SELF, "self", request, deadline)).whenComplete((content, failure) -> {
            if (failure == null) {
                answer.complete(new Answer(SELF, "self", content));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<List<Offered>> list() {
        return CompletableFuture.completedFuture(handlers.keySet().stream()
                .map(service -> new Offered(service, SELF, "self", metadata.get(service), 0))
                .toList());
    }

    /** Who is called now. */
    Handler handler(String service) {
        return handlers.get(service);
    }

    /** What an update of the bundle does. */
    void replace() {
        List<Handler> before = List.copyOf(handlers.values());
        handlers.clear();
        before.forEach(Handler::ended);
    }
}
