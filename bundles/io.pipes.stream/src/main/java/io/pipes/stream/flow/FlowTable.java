// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.stream.wire.MessageType;
import io.pipes.stream.wire.StreamMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one priority that this node has with another one. Links between the two come and go; where there are streams, both sides
 * greet each other on each new one and say how far they are, and the streams go on. Lives on the loop.
 *
 * <pre>
 *   no link --opened--> silent --HELLO is said--> greeting --HELLO comes--> speaking
 *      ^                  |                          |                        |
 *      +------------------+----- the link ends ------+------------------------+
 *
 *   a minute without a link: all streams are lost
 * </pre>
 */
final class FlowTable {
    /** So long streams wait for another link. */
    static final Duration RESUMABLE = Duration.ofMinutes(1);

    /** So long it may take until the other side has decided whether it takes a stream. */
    static final Duration DECISION = Duration.ofSeconds(15);

    /** So long the other side waits at most for a word about what has come, since it keeps that. */
    private static final Duration WORD = Duration.ofMillis(250);

    /** A link through others ends when nothing was said for a minute. */
    private static final Duration STILL = Duration.ofSeconds(30);

    /** Beyond so many streams each begins with a small window, so that all of them together cannot ask for much memory. */
    private static final int MANY = 1_024;

    private static final int FIRST_WINDOW = 64 << 10;
    private static final int SMALL_WINDOW = LocalStreams.EARLY_BYTES;

    /** How many that the other side has opened may be undecided at a time. */
    private static final int MOST_UNDECIDED = 1_024;

    /** How often the other side may open one: as many at once as it may have, then so many a second. */
    private static final double OPENINGS_PER_SECOND = 8_192;

    private static final double GREETINGS = 16;
    private static final double GREETINGS_PER_SECOND = 1;

    /** So many answers may wait for a peer that does not read; then nothing more is read of it. */
    private static final int MUCH = 512;

    private final Flows owner;
    private final NodeId peer;
    private final int ownSide;
    private final Map<Long, Flow> flows = new LinkedHashMap<>();
    private final Map<Flow, Long> undecided = new LinkedHashMap<>();
    private final ArrayDeque<Flow> ready = new ArrayDeque<>();
    private final ArrayDeque<Flow> unconfirmed = new ArrayDeque<>();
    private final ArrayDeque<Bytes> answers = new ArrayDeque<>();
    private final TokenBucket openings;
    private final TokenBucket greetings;
    private @Nullable Exchange exchange;
    private boolean said;
    private boolean greeted;
    private boolean heldBack;
    private boolean pumping;
    private long incarnation;
    private long opened;
    private long highestTheirs = -1;
    private int theirs;
    /** How many of theirs are undecided. */
    private int offered;

    private Cancellable lost = () -> {};
    private @Nullable Cancellable decision;
    private @Nullable Cancellable word;
    private @Nullable Cancellable still;

    FlowTable(Flows owner, NodeId peer) {
        this.owner = owner;
        this.peer = peer;
        ownSide = owner.self().compareTo(peer) > 0 ? 1 : 0;
        openings = new TokenBucket(owner.clock(), LocalStreams.MAX_STREAMS, OPENINGS_PER_SECOND);
        greetings = new TokenBucket(owner.clock(), GREETINGS, GREETINGS_PER_SECOND);
    }

    NodeId peer() {
        return peer;
    }

    Duration roundTrip() {
        return exchange == null ? Duration.ZERO : exchange.roundTrip();
    }

    /** Whether it has streams and no link for them. */
    boolean needsLink() {
        return exchange == null && !flows.isEmpty();
    }

    // streams of this side

    ByteStream open(String service, String argument, ByteStreamHandler handler) {
        long id = opened << 1 | ownSide;
        opened++;
        Flow flow = Flow.asked(this, id, service, argument, LocalStreams.EARLY_BYTES, window(), handler);
        if (flows.size() - theirs >= LocalStreams.MAX_STREAMS) {
            owner.later(() -> flow.close(StreamEnding.BUSY));
            return flow;
        }
        flows.put(id, flow);
        undecided(flow);
        if (!said) {
            greet(true);
        }
        ready(flow);
        keepLink();
        return flow;
    }

    private Window window() {
        return owner.window(flows.size() < MANY ? FIRST_WINDOW : SMALL_WINDOW);
    }

    // links

    void opened(Exchange fresh) {
        exchange = fresh;
        said = false;
        greeted = false;
        heldBack = false;
        answers.clear();
        ready.forEach(Flow::unqueue);
        ready.clear();
        if (!flows.isEmpty()) {
            greet(true);
        }
    }

    /** @param first whether this side has not heard who the other one is */
    private void greet(boolean first) {
        if (exchange != null) {
            said = true;
            exchange.send(StreamMessage.hello(first, owner.incarnation()));
        }
    }

    /** A link has ended; it need not be the one that is used by now. */
    void closed(Exchange over) {
        if (exchange == over) {
            closed();
        }
    }

    /** There is no link. */
    void closed() {
        exchange = null;
        greeted = false;
        lost.cancel();
        lost = owner.schedule(RESUMABLE, this::lose);
    }

    private void lose() {
        if (!greeted) {
            endAll(StreamEnding.LOST);
        }
    }

    /** The other side is no member any more, or nobody serves streams here any more. */
    void endAll(StreamEnding why) {
        List.copyOf(flows.values()).forEach(flow -> flow.close(why));
    }

    void stop() {
        lost.cancel();
        for (Cancellable timer : new @Nullable Cancellable[] {decision, word, still}) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    // what the other side says

    /** @param from what comes over a link that has a successor is said again on that one */
    void received(Exchange from, StreamMessage message) throws MalformedException {
        if (from != exchange) {
            return;
        }
        if (message.type() == MessageType.HELLO) {
            greeted(message);
        } else if (greeted) {
            handle(message);
        } else if (!said) {
            // It was said to the feature that was here before this one, which knew more.
            greet(true);
        }
        pump();
    }

    private void greeted(StreamMessage hello) throws MalformedException {
        if (!greetings.take(1)) {
            throw new MalformedException("greets without end");
        }
        if (incarnation != hello.incarnation()) {
            meet(hello.incarnation());
        }
        lost.cancel();
        if (!said || hello.first() && greeted) {
            greet(false);
        }
        greeted = true;
        for (Flow flow : List.copyOf(flows.values())) {
            flow.restate();
            ready(flow);
        }
        keepLink();
    }

    /** What another life of the other side knew is lost; what it has not heard of yet can still be opened. */
    private void meet(long newcomer) {
        incarnation = newcomer;
        highestTheirs = -1;
        for (Flow flow : List.copyOf(flows.values())) {
            if (!flow.unheard()) {
                flow.close(StreamEnding.LOST);
            }
        }
    }

    private void handle(StreamMessage message) throws MalformedException {
        switch (message.type()) {
            case OPEN -> asked(message);
            case STILL -> {}
            case RESET, GONE -> over(message);
            default -> about(message);
        }
    }

    private void asked(StreamMessage open) throws MalformedException {
        long id = open.stream();
        if (id < 0 || isOwn(id)) {
            throw new MalformedException("opens a stream under a number that is not for it");
        }
        Flow known = flows.get(id);
        if (known != null) {
            known.askedAgain(open);
        } else if (id <= highestTheirs) {
            answer(StreamMessage.gone(id));
        } else {
            highestTheirs = id;
            offer(open);
        }
    }

    private void offer(StreamMessage open) throws MalformedException {
        String service = open.service();
        String argument = open.argument();
        long limit = open.openLimit();
        boolean room = theirs < LocalStreams.MAX_STREAMS && offered < MOST_UNDECIDED && openings.take(1);
        if (!room) {
            // Nothing is kept of it: who does not hear this, because the link ends, hears that it is gone.
            answer(StreamMessage.reset(open.stream(), StreamEnding.BUSY.code()));
            return;
        }
        Flow flow = Flow.offered(this, open.stream(), service, argument, limit, window());
        flows.put(flow.id(), flow);
        theirs++;
        offered++;
        undecided(flow);
        owner.offer(flow);
        keepLink();
    }

    private void about(StreamMessage message) throws MalformedException {
        Flow flow = flows.get(message.stream());
        if (flow == null) {
            requireKnown(message.stream());
            if (message.type() == MessageType.STATE) {
                answer(StreamMessage.gone(message.stream()));
            }
            return;
        }
        switch (message.type()) {
            case DATA -> flow.data(message);
            case END -> flow.ended(message);
            default -> flow.confirmed(message);
        }
    }

    private void over(StreamMessage message) throws MalformedException {
        Flow flow = flows.get(message.stream());
        if (flow == null) {
            requireKnown(message.stream());
        } else if (message.type() == MessageType.GONE) {
            flow.gone();
        } else {
            flow.close(StreamEnding.of(message.reason()).orElse(StreamEnding.RESET));
        }
        if (message.type() == MessageType.RESET) {
            answer(StreamMessage.gone(message.stream()));
        }
    }

    /** Nobody speaks of a stream that was never opened. */
    private void requireKnown(long id) throws MalformedException {
        boolean known = isOwn(id) ? id >>> 1 < opened : id <= highestTheirs;
        if (id < 0 || !known) {
            throw new MalformedException("speaks of a stream that was never opened");
        }
    }

    private boolean isOwn(long id) {
        return (id & 1) == ownSide;
    }

    private void answer(Bytes message) {
        answers.addLast(message);
        if (answers.size() > MUCH && exchange != null && !heldBack) {
            heldBack = true;
            exchange.pause();
        }
    }

    // what streams need

    void later(Runnable task) {
        owner.later(task);
    }

    /** A stream has something to say. */
    void ready(Flow flow) {
        if (greeted && !flow.queue()) {
            ready.addLast(flow);
        }
        pump();
    }

    void unconfirmed(Flow flow) {
        unconfirmed.addLast(flow);
        if (word == null) {
            word = owner.schedule(WORD, this::confirm);
        }
    }

    private void confirm() {
        word = null;
        for (int i = unconfirmed.size(); i > 0; i--) {
            unconfirmed.remove().confirmNow();
        }
    }

    private void undecided(Flow flow) {
        undecided.put(flow, owner.clock().nanos() + DECISION.toNanos());
        if (decision == null) {
            decision = owner.schedule(DECISION, this::decide);
        }
    }

    void decided(Flow flow) {
        if (undecided.remove(flow) != null && !isOwn(flow.id())) {
            offered--;
        }
    }

    private void decide() {
        decision = null;
        long now = owner.clock().nanos();
        for (Map.Entry<Flow, Long> entry : List.copyOf(undecided.entrySet())) {
            if (entry.getValue() > now) {
                decision = owner.schedule(Duration.ofNanos(entry.getValue() - now), this::decide);
                return;
            }
            tooLate(entry.getKey());
        }
    }

    private void tooLate(Flow flow) {
        flow.giveUp(flow.unheard() ? StreamEnding.UNREACHABLE : StreamEnding.TIMED_OUT);
    }

    void forget(Flow flow) {
        if (flows.remove(flow.id(), flow) && !isOwn(flow.id())) {
            theirs--;
        }
        decided(flow);
    }

    private void keepLink() {
        if (exchange == null) {
            owner.wish();
        }
        if (still == null) {
            still = owner.schedule(STILL, this::sayStill);
        }
    }

    private void sayStill() {
        still = null;
        if (!flows.isEmpty()) {
            if (greeted && exchange != null && !exchange.direct()) {
                exchange.send(StreamMessage.still());
            }
            keepLink();
        }
    }

    // what leaves

    void pump() {
        Exchange to = exchange;
        if (pumping || !greeted || to == null) {
            return;
        }
        pumping = true;
        try {
            while (to == exchange && to.writable() && emit(to)) {}
        } finally {
            pumping = false;
        }
    }

    private boolean emit(Exchange to) {
        Bytes answer = answers.poll();
        if (answer != null) {
            to.send(answer);
            letGo(to);
            return true;
        }
        Flow next = ready.poll();
        if (next == null) {
            return false;
        }
        if (next.emit(to) && !next.queue()) {
            ready.addLast(next);
        }
        next.relieve();
        return true;
    }

    private void letGo(Exchange to) {
        if (heldBack && answers.isEmpty()) {
            heldBack = false;
            to.resume();
        }
    }
}
