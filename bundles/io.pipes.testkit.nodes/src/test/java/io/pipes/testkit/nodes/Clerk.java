// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Call;
import io.pipes.api.service.Offered;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Registration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Offers services on a node and calls those of others, and remembers what it was asked. */
final class Clerk {
    private static final Duration PAUSE = Duration.ofMillis(20);

    final SimulatedNode node;
    /** All calls in the order in which they came. */
    final List<Call> calls = new ArrayList<>();
    /** Those that were not answered yet, while {@link #slow}. */
    final List<CompletableFuture<Content>> open = new ArrayList<>();

    boolean slow;
    private final SimulatedPipes pipes;

    Clerk(SimulatedPipes pipes, SimulatedNode node) {
        this.pipes = pipes;
        this.node = node;
    }

    LocalServices services() {
        return node.facet(LocalServices.class);
    }

    /** Offers it, and tries again while the feature is away: as the gateway does for its clients. */
    Registration offer(String service) {
        CompletableFuture<Registration> offered = new CompletableFuture<>();
        tryToOffer(service, offered);
        return pipes.done(offered);
    }

    private void tryToOffer(String service, CompletableFuture<Registration> offered) {
        node.network()
                .facet(LocalServices.class)
                .map(services -> services.offer(service, new TreeMap<>(), this::answer))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("away")))
                .whenComplete((registration, away) -> {
                    if (away == null) {
                        offered.complete(registration);
                    } else {
                        node.host().loop().schedule(PAUSE, () -> tryToOffer(service, offered));
                    }
                });
    }

    private CompletionStage<Content> answer(Call call) {
        calls.add(call);
        CompletableFuture<Content> answer = new CompletableFuture<>();
        if (slow) {
            open.add(answer);
        } else {
            answer.complete(Content.text(text(call.request()) + " at " + node.name()));
        }
        return answer;
    }

    void answerAll(String text) {
        open.forEach(answer -> answer.complete(Content.text(text)));
        open.clear();
    }

    CompletableFuture<Answer> call(String service, String text) {
        return call(service, Optional.empty(), text, Duration.ofSeconds(10));
    }

    CompletableFuture<Answer> call(String service, Optional<NodeId> of, String text, Duration deadline) {
        return services().call(service, of, Content.text(text), deadline).toCompletableFuture();
    }

    /** What is answered, or with which code it fails. */
    String ask(String service, String text) {
        return result(call(service, text));
    }

    String result(CompletableFuture<Answer> call) {
        pipes.until(call::isDone, Duration.ofMinutes(11));
        try {
            return text(call.join().content());
        } catch (CompletionException failed) {
            return failed.getCause() instanceof PipesException known
                    ? known.code().text()
                    : String.valueOf(failed.getCause());
        }
    }

    List<String> asked() {
        return calls.stream().map(call -> text(call.request())).toList();
    }

    /** What is listed at this node: service, node and hops. */
    List<String> list() {
        return pipes.done(services().list()).stream()
                .map(offered -> offered.service() + " " + name(offered) + " " + offered.hops())
                .toList();
    }

    private String name(Offered offered) {
        return pipes.nodes().stream()
                .filter(one -> one.id().equals(offered.node()))
                .map(SimulatedNode::name)
                .findFirst()
                .orElse("?");
    }

    static String text(Content content) {
        return new String(content.bytes().toArray(), StandardCharsets.UTF_8);
    }
}
