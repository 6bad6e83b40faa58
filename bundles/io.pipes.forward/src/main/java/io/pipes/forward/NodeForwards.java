// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.api.service.Access;
import io.pipes.base.id.NodeId;
import io.pipes.forward.record.ForwardRecord;
import io.pipes.forward.record.PublishedRecord;
import io.pipes.spi.local.LocalForwards;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Sockets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one node publishes and forwards. What is asked for is tried first, then made durable, and only then said to be there; when it cannot
 * be kept it is taken away again. Lives on the loop; its methods may be called from any thread.
 */
final class NodeForwards implements LocalForwards {
    private final NodeContext node;
    private final Sockets sockets;
    private final Records records;
    private final SortedMap<String, PublishedPort> published = new TreeMap<>();
    private final SortedMap<Long, ForwardedPort> forwarded = new TreeMap<>();
    private Registration following = () -> {};
    private @Nullable LocalStreams streams;
    private long last;

    NodeForwards(NodeContext node, Sockets sockets) {
        this.node = node;
        this.sockets = sockets;
        records = new Records(node.store());
    }

    /** Takes up what was kept, and begins. */
    CompletionStage<Void> begin() {
        return records.published().thenCombine(records.forwarded(), (services, ports) -> {
            services.forEach(record -> published.put(record.service(), port(record)));
            ports.forEach(this::takeUp);
            following = node.follow(LocalStreams.class, this::streams);
            return null;
        });
    }

    private PublishedPort port(PublishedRecord record) {
        return new PublishedPort(record, sockets, node.loop());
    }

    private ForwardedPort port(ForwardRecord record) {
        return new ForwardedPort(record, node, sockets, () -> Optional.ofNullable(streams));
    }

    private void takeUp(ForwardRecord record) {
        last = Math.max(last, record.number());
        ForwardedPort port = port(record);
        forwarded.put(record.number(), port);
        port.keepListening();
    }

    /** Streams come and go with their feature; what is published is served whenever there are any. */
    private void streams(Optional<LocalStreams> now) {
        streams = now.orElse(null);
        if (streams != null) {
            published.values().forEach(port -> port.serveAgain(streams));
        }
    }

    @Override
    public CompletionStage<Published> publish(String service, Endpoint target, Access access) {
        Sentences.checkTarget(target);
        return onLoop(() -> {
            LocalStreams there = requireStreams();
            PublishedPort port = port(new PublishedRecord(service, target, access));
            port.serve(there);
            published.put(service, port);
            return kept(records.keep(port.record()), () -> drop(service)).thenApply(durable -> port.shown());
        });
    }

    private LocalStreams requireStreams() {
        if (streams == null) {
            throw Sentences.noStreams();
        }
        return streams;
    }

    /** What cannot be kept is not there either. */
    private CompletionStage<Long> kept(CompletionStage<Long> commit, Runnable undo) {
        return commit.whenComplete((durable, failure) -> {
            if (failure != null) {
                undo.run();
            }
        });
    }

    private void drop(String service) {
        PublishedPort port = published.remove(service);
        if (port != null) {
            port.close();
        }
    }

    @Override
    public CompletionStage<Void> withdraw(String service) {
        return onLoop(() -> {
            if (!published.containsKey(service)) {
                throw Sentences.notPublished(service);
            }
            return records.forgetPublished(service).thenAccept(durable -> drop(service));
        });
    }

    @Override
    public CompletionStage<List<Published>> published() {
        return onLoop(() -> {
            List<Published> all = new ArrayList<>();
            published.values().forEach(port -> all.add(port.shown()));
            return CompletableFuture.completedFuture(all);
        });
    }

    @Override
    public CompletionStage<Forwarded> forward(Endpoint listen, NodeId to, String service) {
        Sentences.checkListen(listen);
        return onLoop(() -> {
            if (to.equals(node.id())) {
                throw Sentences.toItself();
            }
            if (node.membership().member(to).isEmpty()) {
                throw Sentences.noMember();
            }
            if (forwarded.size() >= MAX_FORWARDS) {
                throw Sentences.tooMany(MAX_FORWARDS);
            }
            ForwardedPort port = port(new ForwardRecord(++last, listen, to, service));
            return port.listen()
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Sentences.cannotListen(failure)))
                    .thenCompose(at -> add(port));
        });
    }

    private CompletionStage<Forwarded> add(ForwardedPort port) {
        long number = port.record().number();
        forwarded.put(number, port);
        return kept(records.keep(port.record()), () -> drop(number)).thenApply(durable -> port.shown());
    }

    private void drop(long number) {
        ForwardedPort port = forwarded.remove(number);
        if (port != null) {
            port.close();
        }
    }

    @Override
    public CompletionStage<Void> remove(long number) {
        return onLoop(() -> {
            if (!forwarded.containsKey(number)) {
                throw Sentences.notForwarded(number);
            }
            return records.forgetForwarded(number).thenAccept(durable -> drop(number));
        });
    }

    @Override
    public CompletionStage<List<Forwarded>> forwards() {
        return onLoop(() -> {
            List<Forwarded> all = new ArrayList<>();
            forwarded.values().forEach(port -> all.add(port.shown()));
            return CompletableFuture.completedFuture(all);
        });
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> work) {
        return CompletableFuture.supplyAsync(work, node.loop()).thenCompose(stage -> stage);
    }

    /** Ends all of it for now; what is kept is there again the next time. */
    void stop() {
        following.close();
        published.values().forEach(PublishedPort::close);
        forwarded.values().forEach(ForwardedPort::close);
    }
}
