// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Offered;
import io.pipes.api.service.Services;
import io.pipes.base.id.NodeId;
import io.pipes.service.call.Calls;
import io.pipes.service.call.Choice;
import io.pipes.service.call.Sentences;
import io.pipes.service.catalogue.Catalogue;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.Comparator;
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
    private final Catalogue catalogue;
    private final Choice choice;
    private final Calls calls;
    private boolean stopped;

    ServiceFacet(NodeContext node, Catalogue catalogue, Choice choice, Calls calls) {
        this.node = node;
        this.catalogue = catalogue;
        this.choice = choice;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Registration> offer(String service, SortedMap<String, String> metadata, Handler handler) {
        checkName(service);
        if (!Service.isMetadata(metadata)) {
            throw invalid(
                    "Metadata has at most " + MAX_METADATA + " entries: keys of 1 to 64 characters of a-z 0-9 . _ - "
                            + "and printable values of 1 to 256 bytes.");
        }
        Service offered = new Service(service, Service.CALL, metadata);
        return onLoop(() -> {
            checkOffer(offered);
            calls.offer(service, handler);
            catalogue.add(offered);
            return CompletableFuture.completedFuture(new OfferedHere(service));
        });
    }

    private void checkOffer(Service offered) {
        if (node.membership().member(node.id()).isEmpty()) {
            throw Sentences.selfRemoved();
        }
        if (catalogue.offers(offered.name())) {
            throw new PipesException(
                    PipesException.Code.ALREADY_EXISTS,
                    "This node offers a service '" + offered.name()
                            + "' already. Choose another name, or end that one.");
        }
        if (catalogue.size() >= MAX_SERVICES) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "This node offers " + MAX_SERVICES + " services, which are the most. End one first.");
        }
        if (!catalogue.fits(offered)) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "All that a node says about its services has at most " + (MAX_ANNOUNCED_BYTES >> 10)
                            + " KiB. Shorten the metadata.");
        }
    }

    @Override
    public CompletionStage<Answer> call(String service, Optional<NodeId> named, Content request, Duration deadline) {
        checkName(service);
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
        return onLoop(() -> CompletableFuture.completedFuture(catalogue.entries().stream()
                .filter(entry -> entry.service().kind() == Service.CALL)
                .map(this::offered)
                .sorted(Comparator.comparing(Offered::service)
                        .thenComparing(offered -> offered.hops() < 0 ? Integer.MAX_VALUE : offered.hops())
                        .thenComparing(Offered::name)
                        .thenComparing(Offered::node))
                .toList()));
    }

    private Offered offered(Catalogue.Entry entry) {
        Service service = entry.service();
        String name = node.membership().member(entry.node()).map(Member::name).orElse("");
        return new Offered(service.name(), entry.node(), name, service.metadata(), choice.hops(entry.node()));
    }

    private static void checkName(String service) {
        if (!Service.isName(service)) {
            throw invalid("The name of a service has 1 to 64 characters of a-z 0-9 . _ -");
        }
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
        private boolean closed;

        OfferedHere(String service) {
            this.service = service;
        }

        @Override
        public void close() {
            onLoop(() -> {
                if (!closed) {
                    closed = true;
                    calls.withdraw(service);
                    catalogue.remove(service);
                }
                return CompletableFuture.completedFuture(null);
            });
        }
    }
}
