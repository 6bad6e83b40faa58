// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of this node: whom it goes to, and how far it is. Lives on the loop, but for its result. */
final class OutgoingCall {
    final long id;
    final String service;
    /** Who was named; empty for whoever offers it. */
    final Optional<NodeId> named;

    final Content content;
    final Duration patience;
    final long until;
    final CompletableFuture<Answer> result = new CompletableFuture<>();

    private final Deque<NodeId> next = new ArrayDeque<>();
    private @Nullable NodeId target;
    private long sentTo = Line.UNKNOWN;
    private CallMessage.@Nullable Request request;
    private boolean again;
    private PipesException failure;
    private Cancellable deadline = () -> {};
    private Cancellable trial = () -> {};

    /** @param until by the clock in nanoseconds */
    OutgoingCall(long id, String service, Optional<NodeId> named, Content content, Duration patience, long until) {
        this.id = id;
        this.service = service;
        this.named = named;
        this.content = content;
        this.patience = patience;
        this.until = until;
        failure = Sentences.notOffered(service);
    }

    boolean isOver() {
        return result.isDone();
    }

    /** Whether nobody was found for it until now. */
    boolean isUnaddressed() {
        return target == null && next.isEmpty();
    }

    void candidates(List<NodeId> inOrder) {
        next.addAll(inOrder);
    }

    boolean hasOthers() {
        return !next.isEmpty();
    }

    /** Goes on to the next candidate. */
    NodeId advance() {
        trial.cancel();
        sentTo = Line.UNKNOWN;
        request = null;
        again = false;
        target = next.remove();
        return target;
    }

    boolean isTo(NodeId node) {
        return node.equals(target);
    }

    Optional<NodeId> target() {
        return Optional.ofNullable(target);
    }

    /** Whether the target may have begun with it. */
    boolean isSent() {
        return sentTo != Line.UNKNOWN;
    }

    /** Whether it was sent to a process that has forgotten it. */
    boolean wasSentToAnother(long incarnation) {
        return isSent() && sentTo != incarnation;
    }

    /** What the target was sent last; null if nothing. */
    CallMessage.@Nullable Request request() {
        return request;
    }

    /** Whether it was sent to the target before, over another link. */
    boolean isSentAgain() {
        return again;
    }

    /** It goes to the target, which has said who it is. */
    CallMessage.Request send(long incarnation, long now) {
        trial.cancel();
        sentTo = incarnation;
        long left = Math.max(1, Duration.ofNanos(until - now).toMillis());
        CallMessage.Request sent =
                new CallMessage.Request(id, service, Math.min(left, CallMessage.MAX_MILLIS), content);
        again = request != null;
        request = sent;
        return sent;
    }

    /** What is known of why it may fail; who is busy says more than who is away, and that says more than nobody. */
    void mayFail(PipesException why) {
        boolean nothingBetter = failure.code() == PipesException.Code.NOT_FOUND
                || failure.code() == PipesException.Code.UNREACHABLE && why.code() == PipesException.Code.BUSY;
        if (nothingBetter) {
            failure = why;
        }
    }

    PipesException failure() {
        return failure;
    }

    void deadline(Cancellable timer) {
        deadline = timer;
    }

    /** When the next one is tried, unless this one is reached before. */
    void trial(Cancellable timer) {
        trial.cancel();
        trial = timer;
    }

    void stopTimers() {
        deadline.cancel();
        trial.cancel();
    }
}
