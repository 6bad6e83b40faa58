// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.api.message.Message;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.id.NodeId;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.node.Relay;
import io.pipes.engine.EngineParts;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Pipes as an application uses it from Java: {@link LocalMessaging#send} to one node, {@link LocalPipeline#publish} to all of them, many calls under
 * way at once. Receipts are on, as they always are: a message to one node is confirmed when the other side's disk knows.
 */
final class PipesContender implements Contender {
    private static final String PIPELINE = "talk";
    private static final String HUB = "hub";
    private static final String GUEST = "spoke-";
    private static final int MOST_GUESTS = 100;

    private final boolean relayed;

    /** @param relayed whether the two reach each other through a third process only */
    PipesContender(boolean relayed) {
        this.relayed = relayed;
    }

    /** Nodes of one process share its threads and its transport, as they do in production. */
    private final EngineParts parts = EngineParts.start();

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        if (relayed) {
            return hiddenHub(scratch, answers);
        }
        PlainNode node = PlainNode.start(parts, scratch, HUB);
        LocalNetwork network = node.create("benchmark");
        InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(1), MOST_GUESTS);
        String ticket = PlainNode.done(network.invite(terms)).ticket();
        if (mode == Mode.BROADCAST) {
            LocalPipeline pipeline = PlainNode.done(
                    facet(network, LocalPipelines.class).create(PIPELINE, PipelineKind.LIVE, Optional.empty()));
            return new Host(node, network, ticket, new Outgoing(pipeline::publish));
        }
        return host(node, network, ticket, answers);
    }

    private static Hub host(PlainNode node, LocalNetwork network, String ticket, Listener answers)
            throws InterruptedException {
        LocalMessaging messaging = facet(network, LocalMessaging.class);
        messaging.messages(Optional.empty()).subscribe(new Ear(answers));
        Supplier<NodeId> guest =
                once(() -> guests(network).findFirst().orElseThrow().node());
        return new Host(node, network, ticket, new Outgoing(content -> messaging.send(guest.get(), content)));
    }

    private Hub hiddenHub(Path scratch, Listener answers) throws Exception {
        Relay relay = Relay.start(scratch.resolveSibling("relay"));
        PlainNode node = PlainNode.startHidden(parts, scratch, HUB);
        return host(node, node.join(relay.ticket()), relay.ticket(), answers);
    }

    /** All others but the relay, if there is one. */
    private static Stream<NodeInfo> guests(LocalNetwork network) {
        return network.nodes().stream().filter(other -> other.name().startsWith(GUEST));
    }

    @Override
    public End spoke(Mode mode, String ticket, Path scratch, int number, Listener messages) throws Exception {
        PlainNode node = relayed
                ? PlainNode.startHidden(parts, scratch, GUEST + number)
                : PlainNode.start(parts, scratch, GUEST + number);
        LocalNetwork network = node.join(ticket);
        LocalMessaging messaging = facet(network, LocalMessaging.class);
        if (mode == Mode.BROADCAST) {
            PlainNode.await(() -> readable(network)).messages().subscribe(new Ear(messages));
        } else {
            messaging.messages(Optional.empty()).subscribe(new Ear(messages));
        }
        NodeId hub = PlainNode.await(() -> network.nodes().stream()
                .filter(other -> other.name().equals(HUB) && other.state() != NodeState.JOINED)
                .findFirst()
                .map(NodeInfo::node));
        return new Guest(node, new Outgoing(content -> messaging.send(hub, content)));
    }

    private static <T> T facet(LocalNetwork network, Class<T> type) throws InterruptedException {
        return PlainNode.await(() -> network.facet(type));
    }

    private static Optional<LocalPipeline> readable(LocalNetwork network) {
        return network.facet(LocalPipelines.class)
                .flatMap(pipelines -> pipelines.find(PIPELINE))
                .filter(pipeline -> pipeline.info().epoch().isPresent());
    }

    private static <T> Supplier<T> once(Supplier<T> question) {
        return new Supplier<>() {
            private T answer;

            @Override
            public T get() {
                if (answer == null) {
                    answer = question.get();
                }
                return answer;
            }
        };
    }

    private record Host(PlainNode node, LocalNetwork network, String address, Outgoing outgoing) implements Hub {
        @Override
        public void await(int others) throws InterruptedException {
            PlainNode.await(() -> Optional.of(network)
                    .filter(known -> guests(known)
                                    .filter(other -> other.state() != NodeState.JOINED)
                                    .count()
                            == others));
        }

        @Override
        public void send(byte[] message) {
            outgoing.send(message);
        }

        @Override
        public void close() {
            node.close();
        }
    }

    private record Guest(PlainNode node, Outgoing outgoing) implements End {
        @Override
        public void send(byte[] message) {
            outgoing.send(message);
        }

        @Override
        public void close() {
            node.close();
        }
    }

    private record Ear(Listener listener) implements Flow.Subscriber<Message> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            listener.received(message.content().buffer());
        }

        @Override
        public void onError(Throwable failure) {
            failure.printStackTrace();
        }

        @Override
        public void onComplete() {}
    }
}
