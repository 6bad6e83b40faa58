// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.id.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One message from the call that hands it in to its receipt. One object for all of that way: at a million messages a second each further
 * one is felt.
 *
 * <p>Made on any thread; once handed over it belongs to the loop.
 */
final class Submission {
    private final NodeId to;
    private final DirectWire.Item item;
    private final Runnable waits;
    private final CompletableFuture<Sent> accepted = new CompletableFuture<>();
    private final CompletableFuture<Receipt> delivered = new CompletableFuture<>();
    private @Nullable CompletableFuture<Receipt> held;
    private boolean waiting;
    private boolean answered;
    private boolean refused;
    private @Nullable Sent answer;
    private @Nullable PipesException refusal;
    private long number;

    /** For {@link Submissions} only. */
    @Nullable
    Submission before;

    Submission(NodeId to, DirectWire.Item item) {
        this(to, item, () -> {});
    }

    /** @param waits runs if it has to wait for room */
    Submission(NodeId to, DirectWire.Item item, Runnable waits) {
        this.to = to;
        this.item = item;
        this.waits = waits;
    }

    NodeId to() {
        return to;
    }

    DirectWire.Item item() {
        return item;
    }

    /** Its place among the messages to its node. */
    long number() {
        return number;
    }

    void number(long place) {
        number = place;
    }

    CompletionStage<Sent> accepted() {
        return accepted;
    }

    CompletableFuture<Receipt> delivered() {
        return delivered;
    }

    /** For those that go into letters; made when somebody asks, because most do not. */
    CompletableFuture<Receipt> held() {
        CompletableFuture<Receipt> known = held;
        if (known == null) {
            known = new CompletableFuture<>();
            held = known;
        }
        return known;
    }

    /** It has no place yet: there is no room for it. */
    void waits() {
        waiting = true;
    }

    /** Whether the application does not want it any more; it may have a place nevertheless. */
    boolean isCancelled() {
        return accepted.isCancelled();
    }

    /** Runs something, on the application's thread, if that cancels it before it is accepted. */
    void whenCancelled(Runnable then) {
        accepted.whenComplete((sent, failure) -> {
            if (isCancelled()) {
                then.run();
            }
        });
    }

    /** It has its place. Does nothing if that was said before. */
    void accept(long session, Receipt soFar) {
        if (!answered) {
            answered = true;
            MessageName name = new MessageName.Direct(session, number);
            answer = new Sent(name, Optional.empty(), soFar, held == null ? delivered : held, delivered);
        }
    }

    void refuse(PipesException why) {
        answered = true;
        refused = true;
        refusal = why;
    }

    /** Whether it was accepted or refused. */
    boolean isAnswered() {
        return answered;
    }

    boolean isAccepted() {
        return answered && !refused;
    }

    /** Lets the application know, which may do anything it likes in this moment; nothing happens while there is no answer. */
    void tell() {
        if (refusal != null) {
            accepted.completeExceptionally(refusal);
            refusal = null;
        } else if (answer != null) {
            accepted.complete(answer);
            answer = null;
        } else if (waiting) {
            waiting = false;
            waits.run();
        }
    }
}
