// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A node with its store and ledger. */
public final class Node {
    public final Actor actor;
    public final ManualClock clock;
    public final MemoryStore store = new MemoryStore();
    public final NodeId id;
    public Ledger ledger;

    private Node(Actor actor, ManualClock clock, NetworkId network, Bytes genesis) {
        this.actor = actor;
        this.clock = clock;
        id = actor.node(network);
        ledger = get(Ledger.begin(local(), network, genesis));
    }

    /** The first node of a network, which publishes its box key. */
    public static Node found(String name, ManualClock clock, long seed) {
        Actor actor = new Actor(name, seed);
        Randomness randomness = new SeededRandomness(seed);
        Founding founding = Founding.of(
                Actor.SUITE,
                clock,
                randomness,
                "home",
                actor,
                actor.signer,
                actor.link.publicKey(),
                Actor.SUITE.newSigningKey(randomness).publicKey());
        Node node = new Node(actor, clock, founding.network(), founding.genesis());
        get(node.ledger.publish(1, actor.box.publicKey()));
        return node;
    }

    /** A node that knows the beginning only, added by this one. */
    public Node add(String name, Role role) {
        Node node = stranger(name);
        get(ledger.add(
                node.actor.candidate(ledger.network()),
                role,
                Optional.empty(),
                node.actor.prekey(ledger.network()),
                List::of));
        return node;
    }

    /** A node that knows the beginning only and was not added by anybody. */
    public Node stranger(String name) {
        return new Node(new Actor(name, 7), clock, ledger.network(), ledger.genesis());
    }

    public LocalNode local() {
        return new LocalNode(Actor.SUITE, clock, store, actor.signer, actor.link.publicKey());
    }

    /** Forgets everything but the store. */
    public void restart() {
        ledger = get(Ledger.load(local(), ledger.network()));
    }

    /** Takes everything that the other one has. */
    public void learnFrom(Node other) {
        LedgerTest.copy(other, this);
    }

    public Role roleOf(Node other) {
        return ledger.member(other.id).orElseThrow().role();
    }

    /** The result of a stage that is complete. */
    public static <T> T get(CompletionStage<T> stage) {
        if (!stage.toCompletableFuture().isDone()) {
            throw new AssertionError("The stage is not complete");
        }
        return stage.toCompletableFuture().join();
    }

    /** Why a complete stage failed. */
    public static Throwable failure(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (CompletionException e) {
            return e.getCause();
        }
        throw new AssertionError("The stage did not fail");
    }
}
