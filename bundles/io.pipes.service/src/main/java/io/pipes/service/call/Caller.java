// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The calls of this node. Each goes to one candidate at a time, and to the next one only if the one before has certainly not begun. A call
 * that was sent and lost its link is sent again over the next one, if the node at its other end remembers its calls. Lives on the loop.
 */
final class Caller {
    /** So long at most it is tried to reach somebody while there are others. */
    private static final Duration TRIAL = Duration.ofSeconds(5);

    private final NodeContext node;
    private final Choice choice;
    private final Function<NodeId, Line> lines;
    private final Runnable needsLinks;
    private final Map<Long, OutgoingCall> calls = new LinkedHashMap<>();
    private long bytes;
    private boolean settling = true;
    private boolean stopped;

    /** @param needsLinks is told when somebody is to be called to whom there is no link */
    Caller(NodeContext node, Choice choice, Function<NodeId, Line> lines, Runnable needsLinks) {
        this.node = node;
        this.choice = choice;
        this.lines = lines;
        this.needsLinks = needsLinks;
    }

    CompletableFuture<Answer> call(String service, Optional<NodeId> named, Content request, Duration patience) {
        refuse(named, request);
        long id = node.randomness().nextLong() & Long.MAX_VALUE;
        long until = node.clock().nanos() + patience.toNanos();
        OutgoingCall call = new OutgoingCall(id, service, named, request, patience, until);
        calls.put(id, call);
        bytes += request.bytes().size();
        call.deadline(node.loop().schedule(patience, () -> late(call)));
        address(call);
        return call.result;
    }

    private void refuse(Optional<NodeId> named, Content request) {
        if (stopped) {
            throw Sentences.replaced();
        }
        if (node.membership().member(node.id()).isEmpty()) {
            throw Sentences.selfRemoved();
        }
        if (named.isPresent() && node.membership().member(named.get()).isEmpty()) {
            throw Sentences.noMember();
        }
        if (calls.size() >= LocalServices.MAX_OUTSTANDING
                || bytes + request.bytes().size() > LocalServices.MAX_WAITING_BYTES) {
            throw Sentences.tooManyCalls();
        }
    }

    /** Finds somebody; while this node has just begun and knows of nobody, it waits for others to be heard of. */
    private void address(OutgoingCall call) {
        call.candidates(call.named.map(List::of).orElseGet(() -> choice.candidates(call.service)));
        if (call.hasOthers() || !settling) {
            tryNext(call);
        }
    }

    /** Others have announced something else. */
    void catalogueChanged() {
        List.copyOf(calls.values()).stream().filter(OutgoingCall::isUnaddressed).forEach(this::address);
    }

    /** From now on nobody who is not known is hoped for. */
    void settled() {
        settling = false;
        catalogueChanged();
    }

    private void tryNext(OutgoingCall call) {
        if (!call.hasOthers()) {
            fail(call, call.failure());
            return;
        }
        Line line = lines.apply(call.advance());
        if (line.incarnation() != Line.UNKNOWN) {
            send(call, line);
            return;
        }
        if (call.hasOthers()) {
            call.trial(node.loop().schedule(trial(call), () -> leave(call)));
        }
        needsLinks.run();
    }

    /** Goes on from one who was not reached; who is reached later than expected is not one of these. */
    private void leave(OutgoingCall call) {
        call.mayFail(Sentences.unreachable(call.service));
        tryNext(call);
    }

    private Duration trial(OutgoingCall call) {
        Duration half = Duration.ofNanos(call.until - node.clock().nanos()).dividedBy(2);
        return half.compareTo(TRIAL) < 0 ? half : TRIAL;
    }

    private void send(OutgoingCall call, Line line) {
        line.say(call.send(line.incarnation(), node.clock().nanos()));
    }

    /** A node has said who it is: what waits for it can go, and what it was sent goes again unless it has forgotten that. */
    void reached(NodeId peer, Line line) {
        for (OutgoingCall call : List.copyOf(calls.values())) {
            if (!call.isTo(peer)) {
                continue;
            }
            if (call.wasSentToAnother(line.incarnation())) {
                fail(call, Sentences.interrupted(call.service));
            } else {
                send(call, line);
            }
        }
    }

    /** To whom links are needed. */
    Set<NodeId> needed() {
        Set<NodeId> needed = new TreeSet<>();
        for (OutgoingCall call : calls.values()) {
            call.target().filter(target -> !lines.apply(target).isOpen()).ifPresent(needed::add);
        }
        return needed;
    }

    void replied(NodeId peer, CallMessage.Reply reply) {
        lines.apply(peer).answer(new CallMessage.Done(reply.id()));
        of(peer, reply.id()).ifPresent(call -> {
            forget(call);
            call.result.complete(new Answer(peer, name(peer), reply.content()));
        });
    }

    private String name(NodeId member) {
        return node.membership().member(member).map(Member::name).orElse("");
    }

    void refused(NodeId peer, CallMessage.Refusal refusal) {
        of(peer, refusal.id()).ifPresent(call -> {
            switch (refusal.reason()) {
                case NOT_OFFERED -> tryNext(call);
                case BUSY -> {
                    call.mayFail(Sentences.busy(call.service));
                    tryNext(call);
                }
                case FAILED -> {
                    lines.apply(peer).answer(new CallMessage.Done(refusal.id()));
                    fail(call, Sentences.failed(refusal.sentence()));
                }
                case INTERRUPTED -> fail(call, Sentences.interrupted(call.service));
            }
        });
    }

    /** Only who was called may answer. */
    private Optional<OutgoingCall> of(NodeId peer, long id) {
        return Optional.ofNullable(calls.get(id)).filter(call -> call.isTo(peer));
    }

    private void late(OutgoingCall call) {
        giveUp(call);
        if (call.isSent()) {
            fail(call, Sentences.timedOut(call.service, call.patience));
            return;
        }
        call.target().ifPresent(unreached -> call.mayFail(Sentences.unreachable(call.service)));
        fail(call, call.failure());
    }

    /** Nobody waits for the answer any more. */
    void giveUp(OutgoingCall call) {
        call.target().map(lines).ifPresent(line -> takeBack(call, line));
        forget(call);
    }

    /** Who has not got the request has nothing to do with it. */
    private static void takeBack(OutgoingCall call, Line line) {
        CallMessage.Request request = call.request();
        if (request != null && (!line.takeBack(request) || call.isSentAgain())) {
            line.say(new CallMessage.Done(call.id));
        }
    }

    /** Gives up those whose callers have cancelled them. */
    void cancelled() {
        List.copyOf(calls.values()).stream().filter(OutgoingCall::isOver).forEach(this::giveUp);
    }

    private void fail(OutgoingCall call, PipesException why) {
        forget(call);
        call.result.completeExceptionally(why);
    }

    private void forget(OutgoingCall call) {
        call.stopTimers();
        if (calls.remove(call.id) != null) {
            bytes -= call.content.bytes().size();
        }
    }

    void removed(NodeId member) {
        if (member.equals(node.id())) {
            List.copyOf(calls.values()).forEach(call -> fail(call, Sentences.selfRemoved()));
            return;
        }
        for (OutgoingCall call : List.copyOf(calls.values())) {
            if (call.isTo(member) && call.isSent()) {
                fail(call, Sentences.interrupted(call.service));
            } else if (call.isTo(member)) {
                leave(call);
            }
        }
    }

    void stop() {
        stopped = true;
        List.copyOf(calls.values())
                .forEach(call -> fail(call, call.isSent() ? Sentences.abandoned(call.service) : Sentences.replaced()));
    }
}
