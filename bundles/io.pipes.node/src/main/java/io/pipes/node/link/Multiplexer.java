// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.TokenBucket;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Opening;
import io.pipes.spi.node.Protocol;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations of one link: which there are, whose turn it is, and what the two sides have to tell each other about them.
 */
final class Multiplexer implements ProtocolTable.Watcher {
    /** How many protocols the other side may have open at a time. */
    static final int MAX_OPEN = 64;

    /** How often the other side may open one: all at once, then as a protocol that comes and goes without end. */
    private static final double OPENINGS = 2.0 * MAX_OPEN;

    private static final double OPENINGS_PER_SECOND = 0.2;

    private static final Logger LOG = LoggerFactory.getLogger(Multiplexer.class);

    private final Link link;
    private final ProtocolTable table;
    private final Map<String, Conversation> byName = new TreeMap<>();
    private final Map<Integer, Conversation> byPeerId = new HashMap<>();
    private @Nullable Conversation[] byOwnId = new Conversation[16];
    private int highestOwnId;
    private final Turns turns;
    private final ArrayDeque<Notice> notices = new ArrayDeque<>();
    private final ArrayDeque<Conversation> relieved = new ArrayDeque<>();
    private final TokenBucket openings;
    private boolean started;
    private boolean direct;
    private boolean inStep;

    Multiplexer(Link link, ProtocolTable table, Clock clock) {
        this.link = link;
        this.table = table;
        direct = link.direct();
        openings = new TokenBucket(clock, OPENINGS, OPENINGS_PER_SECOND);
        turns = new Turns(link::wantToSend);
    }

    /** Opens what is needed before the two sides are in step. */
    void start() {
        started = true;
        table.watch(this);
        table.all().forEach(this::handled);
    }

    /** Opens everything else. */
    void inStep() {
        inStep = true;
        table.all().forEach(this::handled);
    }

    /** Ends what was not there from the first moment. */
    void leaveApplications() {
        inStep = false;
        for (Conversation conversation : List.copyOf(byName.values())) {
            Hosted own = conversation.own();
            if (own == null || !own.early) {
                leave(conversation);
                conversation.forget();
            }
        }
    }

    void stop() {
        table.unwatch(this);
        List.copyOf(byName.values()).forEach(Multiplexer::leave);
        turns.clear();
        notices.clear();
        relieved.clear();
    }

    private static void leave(Conversation conversation) {
        try {
            conversation.leave();
        } catch (RuntimeException e) {
            LOG.warn("A handler of {} failed when its link ended", conversation.name(), e);
        }
    }

    @Override
    public void handled(Hosted entry) {
        if (!started || !speaks(entry)) {
            return;
        }
        Conversation conversation = named(entry.protocol.name());
        if (conversation.own() == null) {
            // A number of its own each time: what was on its way to the half that is closed must not reach this one.
            int number = ++highestOwnId;
            remember(number, conversation);
            notice(FrameType.OPEN, number, conversation.openOwn(entry, number).encode());
        }
        link.guard(conversation::attach);
    }

    private boolean speaks(Hosted entry) {
        return entry.early || inStep && (direct || entry.protocol.reach() == Protocol.Reach.MEMBERS);
    }

    /** The link leads through others from now on, or does no more: what is for peers only ends or begins. */
    void direct(boolean now) {
        if (direct == now) {
            return;
        }
        direct = now;
        for (Hosted entry : table.all()) {
            if (entry.protocol.reach() == Protocol.Reach.PEERS) {
                if (now) {
                    handled(entry);
                } else {
                    leave(entry);
                }
            }
        }
    }

    private void leave(Hosted entry) {
        Conversation conversation = byName.get(entry.protocol.name());
        if (conversation != null) {
            leave(conversation);
            conversation.forget();
        }
        gone(entry);
    }

    /** The connection is lost, or there is one again. */
    void interrupted(boolean now) {
        for (Conversation conversation : List.copyOf(byName.values())) {
            link.guard(() -> conversation.interrupted(now));
        }
    }

    @Override
    public void unhandled(Hosted entry) {
        Conversation conversation = byName.get(entry.protocol.name());
        if (conversation != null) {
            conversation.detach();
        }
    }

    @Override
    public void gone(Hosted entry) {
        Conversation conversation = byName.get(entry.protocol.name());
        if (conversation != null && conversation.own() == entry) {
            int number = conversation.ownId();
            byOwnId[number] = null;
            conversation.closeOwn();
            notice(FrameType.CLOSE, number, Bytes.EMPTY);
        }
    }

    private Conversation named(String name) {
        return byName.computeIfAbsent(name, made -> new Conversation(link, this, made));
    }

    private void remember(int ownId, Conversation conversation) {
        if (ownId >= byOwnId.length) {
            byOwnId = Arrays.copyOf(byOwnId, Math.max(ownId + 1, 2 * byOwnId.length));
        }
        byOwnId[ownId] = conversation;
    }

    private void notice(FrameType type, int exchange, Bytes payload) {
        notices.addLast(new Notice(type, exchange, payload, 0));
        link.wantToSend();
    }

    void grant(int ownId, long amount) {
        notices.addLast(new Notice(FrameType.CREDIT, ownId, Bytes.EMPTY, amount));
        link.wantToSend();
    }

    /** A frame of the link itself, with one byte. */
    void say(FrameType type, int octet) {
        notices.addLast(new Notice(type, 0, Bytes.wrap(new byte[] {(byte) octet}), 0));
        link.wantToSend();
    }

    /** The turns on the first lane, where every conversation begins. */
    Turns turns() {
        return turns;
    }

    void relieved(Conversation conversation) {
        relieved.addLast(conversation);
    }

    // what arrives

    void opened(FrameReader frame) throws MalformedException {
        Opening opening = Opening.decode(frame.payload());
        Conversation conversation = named(opening.name());
        if (byPeerId.size() >= MAX_OPEN || conversation.peerId() != 0 || byPeerId.containsKey(frame.exchange())) {
            throw new MalformedException("opening of what is open, or of too much");
        }
        if (!openings.take(1)) {
            throw new MalformedException("opening and closing without end");
        }
        byPeerId.put(frame.exchange(), conversation);
        conversation.openPeer(frame.exchange(), opening);
        Hosted own = conversation.own();
        if (own != null && speaks(own)) {
            conversation.attach();
        }
    }

    void closed(FrameReader frame) throws MalformedException {
        frame.requireLength(0);
        Conversation conversation = byPeerId.remove(frame.exchange());
        if (conversation == null) {
            throw new MalformedException("closing of what is not open");
        }
        conversation.closePeer();
        if (conversation.own() == null) {
            byName.remove(conversation.name());
            link.bulk().forget(conversation);
        }
    }

    void data(FrameReader frame) throws MalformedException {
        int id = frame.exchange();
        if (id > highestOwnId) {
            throw new MalformedException("data for what was never opened");
        }
        Conversation conversation = byOwnId[id];
        if (conversation != null) {
            conversation.arrived(frame);
        }
    }

    void credited(FrameReader frame) throws MalformedException {
        Conversation conversation = byPeerId.get(frame.exchange());
        if (conversation == null) {
            throw new MalformedException("credit for what is not open");
        }
        conversation.credited(frame.number(Opening.MAX_WINDOW));
    }

    // what leaves

    boolean hasFrames() {
        return !notices.isEmpty() || !turns.isEmpty();
    }

    /** Fills a record with what waits: first what is said about conversations, then class by class, each conversation in turn. */
    void write(FrameWriter out) {
        while (out.hasRoom() && !notices.isEmpty()) {
            notices.removeFirst().write(out);
        }
        turns.write(out);
    }

    /** Tells those who were held back that they may go on. */
    void relieve() {
        Conversation next;
        while ((next = relieved.pollFirst()) != null) {
            next.relieve();
        }
    }

    private record Notice(FrameType type, int exchange, Bytes payload, long number) {
        void write(FrameWriter out) {
            if (type == FrameType.CREDIT) {
                out.number(type, exchange, number);
            } else {
                out.frame(type, exchange, payload);
            }
        }
    }
}
