// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Offered;
import io.pipes.api.service.ServiceKind;
import io.pipes.api.service.Services;
import io.pipes.base.id.NodeId;
import io.pipes.service.call.Calls;
import io.pipes.service.call.Sentences;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.local.Announced;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Services as applications see them, through the gateway. From any thread. */
final class ServiceFacet implements LocalServices {
    private final NodeContext node;
    private final OwnServices own;
    private final Listing listing;
    private final Calls calls;
    private boolean stopped;

    ServiceFacet(NodeContext node, OwnServices own, Listing listing, Calls calls) {
        this.node = node;
        this.own = own;
        this.listing = listing;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Registration> offer(String service, SortedMap<String, String> metadata, Handler handler) {
        OwnServices.checkName(service);
        OwnServices.checkMetadata(metadata);
        Service offered = Service.called(service, metadata);
        return onLoop(() -> {
            Registration announced = own.add(offered);
            calls.offer(service, handler);
            return CompletableFuture.completedFuture(new OfferedHere(service, announced));
        });
    }

    @Override
    public CompletionStage<Answer> call(String service, Optional<NodeId> named, Content request, Duration deadline) {
        OwnServices.checkName(service);
        checkRequest(request);
        if (deadline.isZero() || deadline.isNegative() || deadline.compareTo(Services.LONGEST_DEADLINE) > 0) {
            throw invalid("A deadline is more than nothing and at most ten minutes.");
        }
        CompletableFuture<Answer> result = new CompletableFuture<>();
        onLoop(result, () -> {
            CompletableFuture<Answer> call = calls.call(service, named, request, deadline);
            result.whenComplete((answer, failure) -> {
                if (result.isCancelled()) {
                    node.loop().execute(() -> giveUp(call));
                }
            });
            return call;
        });
        return result;
    }

    private void giveUp(CompletableFuture<Answer> call) {
        if (call.cancel(false)) {
            calls.cancelled();
        }
    }

    private static void checkRequest(Content request) {
        if (request.bytes().size() > Content.MAX_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "A request has at most " + Content.MAX_BYTES + " bytes, this one has "
                            + request.bytes().size() + ". Send it in parts.");
        }
        if (!Calls.isContentType(request.contentType())) {
            throw invalid("The content type must have 1 to 100 printable ASCII characters, for instance text/plain.");
        }
        if (request.key().isPresent()) {
            throw invalid("Only what is published to a pipeline has a key. Leave it out.");
        }
    }

    @Override
    public CompletionStage<List<Offered>> list() {
        return onLoop(() -> CompletableFuture.completedFuture(listing.all(ServiceKind.CALL).stream()
                .map(ServiceFacet::offered)
                .toList()));
    }

    private static Offered offered(Announced announced) {
        return new Offered(
                announced.service(), announced.node(), announced.name(), announced.metadata(), announced.hops());
    }

    private static PipesException invalid(String sentence) {
        return new PipesException(PipesException.Code.INVALID_ARGUMENT, sentence);
    }

    private <T> CompletableFuture<T> onLoop(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        onLoop(result, work);
        return result;
    }

    private <T> void onLoop(CompletableFuture<T> result, Supplier<CompletionStage<T>> work) {
        try {
            node.loop().execute(() -> run(work, result));
        } catch (RejectedExecutionException theLoopIsGone) {
            result.completeExceptionally(Sentences.replaced());
        }
    }

    private <T> void run(Supplier<CompletionStage<T>> work, CompletableFuture<T> result) {
        try {
            if (stopped) {
                throw Sentences.replaced();
            }
            work.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (PipesException refused) {
            result.completeExceptionally(refused);
        }
    }

    /** On the loop: from now on nothing is begun. */
    void stop() {
        stopped = true;
    }

    private final class OfferedHere implements Registration {
        private final String service;
        private final Registration announced;
        private boolean closed;

        OfferedHere(String service, Registration announced) {
            this.service = service;
            this.announced = announced;
        }

        @Override
        public void close() {
            onLoop(() -> {
                if (!closed) {
                    closed = true;
                    calls.withdraw(service);
                    announced.close();
                }
                return CompletableFuture.completedFuture(null);
            });
        }
    }
}
