// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.base.Clock;
import io.pipes.spi.metrics.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Methods that tell how each of their calls went and how long it took. A try that fails because a feature is being replaced is not told: the
 * call is made again.
 */
public final class MeteredMethods {
    private final Clock clock;
    private final Supplier<Optional<Metrics>> metrics;

    public MeteredMethods(Clock clock, Supplier<Optional<Metrics>> metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    public Map<String, Method> of(Map<String, Method> methods) {
        return methods.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, method -> metered(method.getKey(), method.getValue())));
    }

    private Method metered(String name, Method method) {
        return (client, params) -> {
            long begin = clock.nanos();
            try {
                CompletionStage<JsonNode> result = method.call(client, params);
                result.whenComplete((answer, failure) -> tell(name, failure, begin));
                return result;
            } catch (RuntimeException failure) {
                tell(name, failure, begin);
                throw failure;
            }
        };
    }

    private void tell(String name, @Nullable Throwable failure, long begin) {
        if (failure == null || !Retries.isAway(failure)) {
            Duration took = Duration.ofNanos(clock.nanos() - begin);
            metrics.get().ifPresent(told -> told.called(name, outcome(failure), took));
        }
    }

    private static String outcome(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            return "ok";
        }
        return cause instanceof PipesException known ? known.code().text() : PipesException.Code.INTERNAL.text();
    }
}
