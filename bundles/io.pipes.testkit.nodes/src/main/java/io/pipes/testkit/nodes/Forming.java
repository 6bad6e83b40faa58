// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.identity.Identity;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipelines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes a network out of machines, as people would: one founds it and invites, the others join. */
final class Forming {
    private static final int ATTEMPTS = 10;
    private static final Duration HANG = Duration.ofMinutes(30);

    private final SimulatedPipes pipes;
    private final List<SimulatedNode> nodes;

    Forming(SimulatedPipes pipes) {
        this.pipes = pipes;
        nodes = pipes.nodes();
    }

    void run() {
        SimulatedNode founder = nodes.get(0);
        (pipes.plan().inTurn() ? List.of(founder) : nodes).forEach(SimulatedNode::start);
        LocalNetwork network = pipes.done(founder.running()
                .kernel()
                .create(SimulatedPipes.NETWORK, identity(founder).identity()));
        founder.joined(network.node());
        if (nodes.size() > 1) {
            joinAll(network);
        }
        pipes.done(pipes.done(founder.onLoop(() -> founder.facet(LocalPipelines.class)
                .create(SimulatedPipes.PIPELINE, PipelineKind.LIVE, Optional.empty()))));
        awaitAll();
        pipes.settle();
    }

    private void joinAll(LocalNetwork network) {
        List<SimulatedNode> guests = nodes.subList(1, nodes.size());
        String ticket = ticket(network, guests.size());
        if (pipes.plan().inTurn()) {
            guests.forEach(guest -> joinAndSleep(guest, ticket));
            guests.forEach(SimulatedNode::restart);
        } else {
            joinAtOnce(guests, ticket);
        }
    }

    private void joinAndSleep(SimulatedNode guest, String ticket) {
        guest.start();
        guest.joined(pipes.done(join(guest, ticket)).node());
        guest.kill();
    }

    private void joinAtOnce(List<SimulatedNode> guests, String ticket) {
        List<CompletableFuture<LocalNetwork>> joins = new ArrayList<>();
        guests.forEach(guest -> joins.add(join(guest, ticket)));
        for (int i = 0; i < guests.size(); i++) {
            guests.get(i).joined(pipes.done(joins.get(i)).node());
        }
    }

    /** One more, after all others. */
    void join(SimulatedNode guest) {
        guest.start();
        String ticket = ticket(nodes.get(0).network(), 1);
        guest.joined(pipes.done(join(guest, ticket)).node());
    }

    /** One that runs, under the identity that it has. */
    void joinAgain(SimulatedNode guest) {
        Identity identity = guest.running().identities().list().get(0);
        CompletableFuture<LocalNetwork> joined = new CompletableFuture<>();
        join(guest, ticket(nodes.get(0).network(), 1), identity, joined, ATTEMPTS);
        guest.joined(pipes.done(joined).node());
    }

    private String ticket(LocalNetwork network, int guests) {
        InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(72), ATTEMPTS * guests);
        return pipes.done(network.invite(terms)).ticket();
    }

    private CompletableFuture<LocalNetwork> join(SimulatedNode guest, String ticket) {
        Identity identity = identity(guest);
        CompletableFuture<LocalNetwork> joined = new CompletableFuture<>();
        join(guest, ticket, identity, joined, ATTEMPTS);
        return joined;
    }

    /** A rough network may swallow a call; people try again. */
    private void join(
            SimulatedNode guest,
            String ticket,
            Identity identity,
            CompletableFuture<LocalNetwork> joined,
            int attempts) {
        guest.running().kernel().join(ticket, identity.identity()).whenComplete((network, failure) -> {
            if (failure == null) {
                joined.complete(network);
            } else if (attempts == 1) {
                joined.completeExceptionally(failure);
            } else {
                pipes.news(guest + " could not join: " + cause(failure).getMessage());
                guest.host()
                        .loop()
                        .schedule(Duration.ofSeconds(1), () -> join(guest, ticket, identity, joined, attempts - 1));
            }
        });
    }

    private Identity identity(SimulatedNode node) {
        return pipes.done(node.running().identities().create(node.name()));
    }

    /** Waits until everybody knows everybody, has a link, and can read and write in the pipeline. */
    private void awaitAll() {
        for (SimulatedNode node : nodes) {
            if (!pipes.eventually(() -> hasAll(node), HANG)) {
                throw new AssertionError("The network does not form at " + node + ". " + pipes);
            }
            awaitEpoch(node);
        }
    }

    private boolean hasAll(SimulatedNode node) {
        return node.network().nodes().size() == nodes.size() - 1 && (nodes.size() == 1 || node.isConnected());
    }

    private void awaitEpoch(SimulatedNode node) {
        for (int seconds = 0; seconds < HANG.toSeconds(); seconds++) {
            if (pipes.done(node.onLoop(() -> node.findPipeline()
                    .flatMap(pipeline -> pipeline.info().epoch())
                    .isPresent()))) {
                return;
            }
            pipes.pass(Duration.ofSeconds(1));
        }
        throw new AssertionError(node + " cannot read the pipeline. " + pipes);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
