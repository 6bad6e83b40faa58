// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Call;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where calls of others are taken, handed to their handlers, and answered. Lives on the loop. */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    /** A call that was said again may come so long after its deadline. */
    static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** Calls of one node that are remembered. */
    static final int MAX_REMEMBERED = 4_096;

    /** Calls that wait for their service while this node has just begun. */
    private static final int MAX_EARLY = 64;

    private static final long MAX_BYTES = 3L * LocalServices.MAX_WAITING_BYTES;

    private final NodeContext node;
    private final Function<NodeId, Line> lines;
    private final Runnable needsLinks;
    private final Map<String, Offering> offerings = new HashMap<>();
    private final Map<NodeId, Map<Long, IncomingCall>> calls = new TreeMap<>();
    private final Room room = new Room(MAX_BYTES, LocalServices.MAX_WAITING_BYTES);
    private final Deque<Early> early = new ArrayDeque<>();
    private boolean settling = true;
    private boolean stopped;

    /** A request for a service that may be offered again in a moment. */
    private record Early(NodeId caller, CallMessage.Request request) {}

    /** @param needsLinks is told when there is an answer for somebody to whom there is no link */
    Desk(NodeContext node, Function<NodeId, Line> lines, Runnable needsLinks) {
        this.node = node;
        this.lines = lines;
        this.needsLinks = needsLinks;
    }

    /** Calls that had begun with a predecessor, which has not told what became of them. */
    void inherit(List<HandOver.Begun> begun) {
        long now = node.clock().nanos();
        for (HandOver.Begun one : begun) {
            long until = now + Duration.ofMillis(one.millisLeft()).toNanos();
            IncomingCall call = new IncomingCall(one.caller(), one.id(), until, 0);
            call.answered(interrupted(one.id()), 0);
            remember(call);
        }
    }

    private static CallMessage.Refusal interrupted(long id) {
        return new CallMessage.Refusal(id, CallMessage.Reason.INTERRUPTED, "");
    }

    void offer(String service, LocalServices.Handler handler) {
        offerings.put(service, new Offering(handler));
        // Not before whoever offers it knows that it does.
        node.loop().execute(this::takeEarly);
    }

    void withdraw(String service) {
        offerings.remove(service);
    }

    /** From now on what is not offered is not waited for. */
    void settled() {
        settling = false;
        takeEarly();
    }

    private void takeEarly() {
        List<Early> again = new ArrayList<>(early);
        early.clear();
        for (Early one : again) {
            room.free(one.caller(), one.request().content().bytes().size());
            requested(one.caller(), one.request());
        }
    }

    void requested(NodeId caller, CallMessage.Request request) {
        if (stopped || node.membership().member(caller).isEmpty()) {
            return;
        }
        IncomingCall known = of(caller).get(request.id());
        if (known != null) {
            repeat(known);
            return;
        }
        Offering offering = offerings.get(request.service());
        if (offering != null) {
            begin(caller, request, offering);
        } else if (!settling || !keepEarly(caller, request)) {
            refuse(caller, request, CallMessage.Reason.NOT_OFFERED);
        }
    }

    private boolean keepEarly(NodeId caller, CallMessage.Request request) {
        boolean isThere = early.stream()
                .anyMatch(one -> one.caller().equals(caller) && one.request().id() == request.id());
        return isThere
                || early.size() < MAX_EARLY
                        && room.take(caller, request.content().bytes().size())
                        && early.add(new Early(caller, request));
    }

    private void repeat(IncomingCall known) {
        CallMessage outcome = known.outcome();
        if (outcome != null) {
            lines.apply(known.caller).answer(outcome);
        }
    }

    private void refuse(NodeId caller, CallMessage.Request request, CallMessage.Reason reason) {
        lines.apply(caller).answer(new CallMessage.Refusal(request.id(), reason, ""));
    }

    private void begin(NodeId caller, CallMessage.Request request, Offering offering) {
        long size = request.content().bytes().size();
        if (isFull(caller) || !offering.hasPlaceFor(caller) || !room.take(caller, size)) {
            refuse(caller, request, CallMessage.Reason.BUSY);
            return;
        }
        offering.enter(caller);
        long until = node.clock().nanos() + Duration.ofMillis(request.millis()).toNanos();
        IncomingCall call = new IncomingCall(caller, request.id(), until, size);
        remember(call);
        hand(call, request, offering);
    }

    private boolean isFull(NodeId caller) {
        Map<Long, IncomingCall> ofCaller = of(caller);
        return ofCaller.size() >= MAX_REMEMBERED
                || ofCaller.values().stream().filter(IncomingCall::isWaitedFor).count()
                        >= LocalServices.MAX_OUTSTANDING;
    }

    private Map<Long, IncomingCall> of(NodeId caller) {
        return calls.getOrDefault(caller, Map.of());
    }

    private void remember(IncomingCall call) {
        calls.computeIfAbsent(call.caller, first -> new HashMap<>()).put(call.id, call);
        Duration left = Duration.ofNanos(call.until - node.clock().nanos());
        call.timer(node.loop().schedule(left, () -> over(call)));
    }

    /** It takes its place until the handler has answered, also when nobody waits any more: so long the handler has its request. */
    private void hand(IncomingCall call, CallMessage.Request request, Offering offering) {
        String name = node.membership().member(call.caller).map(Member::name).orElse("");
        CompletionStage<Content> answer;
        try {
            answer = Objects.requireNonNull(offering.handler.answer(new Call(
                    request.service(), call.caller, name, request.content(), Duration.ofMillis(request.millis()))));
        } catch (RuntimeException thrown) {
            answer = CompletableFuture.failedFuture(thrown);
        }
        answer.whenComplete((content, failure) -> {
            if (node.loop().inLoop()) {
                left(call, offering, content, failure);
            } else {
                node.loop().execute(() -> left(call, offering, content, failure));
            }
        });
    }

    private void left(IncomingCall call, Offering offering, @Nullable Content content, @Nullable Throwable failure) {
        offering.leave(call.caller);
        finish(call, content, failure);
    }

    private void finish(IncomingCall call, @Nullable Content content, @Nullable Throwable failure) {
        if (stopped || call.state() != IncomingCall.State.RUNNING) {
            return;
        }
        if (call.isUnwanted()) {
            forget(call);
            return;
        }
        if (isBusy(failure)) {
            forget(call);
            lines.apply(call.caller).answer(new CallMessage.Refusal(call.id, CallMessage.Reason.BUSY, ""));
            return;
        }
        room.free(call.caller, call.bytes());
        CallMessage outcome = outcome(call.id, content, failure);
        long size = outcome instanceof CallMessage.Reply reply
                ? reply.content().bytes().size()
                : 0;
        if (!room.take(call.caller, size)) {
            outcome = failed(call.id, "The answer could not be kept, because too many others wait to be fetched.");
            size = 0;
        }
        call.answered(outcome, size);
        Line line = lines.apply(call.caller);
        line.answer(outcome);
        if (!line.isOpen()) {
            needsLinks.run();
        }
    }

    /** It says that it has not begun. */
    private static boolean isBusy(@Nullable Throwable failure) {
        return cause(failure) instanceof PipesException known && known.code() == PipesException.Code.BUSY;
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static CallMessage outcome(long id, @Nullable Content content, @Nullable Throwable failure) {
        if (failure != null || content == null) {
            Throwable cause = cause(failure);
            if (cause instanceof PipesException known) {
                return failed(id, String.valueOf(known.getMessage()));
            }
            LOG.warn("A service has failed, and its caller is told no more than that", cause);
            return failed(id, "The service has failed; the log of its node says why.");
        }
        if (content.bytes().size() > Content.MAX_BYTES || !CallMessage.isType(content.contentType())) {
            return failed(id, "The service has given an answer that is too long, or has no proper content type.");
        }
        return new CallMessage.Reply(id, content);
    }

    private static CallMessage failed(long id, String sentence) {
        return new CallMessage.Refusal(id, CallMessage.Reason.FAILED, Sentences.printable(sentence));
    }

    /** The caller has its answer, or wants none any more. */
    void done(NodeId caller, long id) {
        IncomingCall call = of(caller).get(id);
        if (call != null && call.state() == IncomingCall.State.ANSWERED) {
            forget(call);
        } else if (call != null) {
            call.unwanted();
        }
        early.removeIf(one -> {
            boolean meant = one.caller().equals(caller) && one.request().id() == id;
            if (meant) {
                room.free(caller, one.request().content().bytes().size());
            }
            return meant;
        });
    }

    private void over(IncomingCall call) {
        release(call);
        call.timer(node.loop().schedule(REMEMBERED, () -> forget(call)));
    }

    /** Nobody waits for the answer, so it does not wait for being read either. */
    private void release(IncomingCall call) {
        CallMessage outcome = call.outcome();
        if (outcome != null) {
            lines.apply(call.caller).takeBack(outcome);
        }
        room.free(call.caller, call.bytes());
        call.over();
    }

    private void forget(IncomingCall call) {
        call.cancelTimer();
        release(call);
        calls.computeIfPresent(call.caller, (caller, ofCaller) -> {
            ofCaller.remove(call.id, call);
            return ofCaller.isEmpty() ? null : ofCaller;
        });
    }

    /** Who has an answer to fetch and no link. */
    Set<NodeId> needed() {
        Set<NodeId> needed = new TreeSet<>();
        calls.forEach((caller, ofCaller) -> {
            if (!lines.apply(caller).isOpen()
                    && ofCaller.values().stream().anyMatch(call -> call.state() == IncomingCall.State.ANSWERED)) {
                needed.add(caller);
            }
        });
        return needed;
    }

    /** A caller was removed: it gets no answers. */
    void removed(NodeId caller) {
        List.copyOf(of(caller).values()).forEach(this::forget);
    }

    /** What callers take here, in bytes. */
    long room() {
        return room.taken();
    }

    /** Stops; what had begun, for a successor. */
    List<HandOver.Begun> stop() {
        stopped = true;
        List.copyOf(offerings.values()).forEach(Desk::end);
        long now = node.clock().nanos();
        List<HandOver.Begun> begun = new ArrayList<>();
        for (Map<Long, IncomingCall> ofCaller : calls.values()) {
            for (IncomingCall call : ofCaller.values()) {
                call.cancelTimer();
                long left = Duration.ofNanos(call.until - now).toMillis();
                if (left > 0 && begun.size() < HandOver.MAX_CALLS) {
                    begun.add(new HandOver.Begun(call.caller, call.id, Math.min(left, CallMessage.MAX_MILLIS)));
                }
            }
        }
        return begun;
    }

    private static void end(Offering offering) {
        try {
            offering.handler.ended();
        } catch (RuntimeException thrown) {
            LOG.warn("Who offered a service could not be told that it has ended", thrown);
        }
    }
}
