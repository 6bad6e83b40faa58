// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Opening;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.TrafficClass;
import org.jspecify.annotations.Nullable;

/**
 * One protocol on one link, whoever handles it at the moment. Each side opens its receiving half with a number of its own choice; a
 * handler hears of it once both halves are open. While the handler is being replaced, what arrives waits within the window.
 *
 * <pre>
 *   half open --both sides opened, handler there--> attached --handler goes--> half open
 *        ^                                             |
 *        +------------------ the peer closes ----------+
 * </pre>
 */
final class Conversation {
    private final Link link;
    private final Multiplexer multiplexer;
    private final String name;
    private final Outflow outflow = new Outflow();
    private @Nullable Hosted own;
    private @Nullable Inflow inflow;
    private @Nullable LinkExchange exchange;
    private Turns turns;
    private int ownId;
    private int peerId;
    private long bulk;
    private boolean moving;
    private boolean ready;
    private boolean full;
    private boolean delivering;

    Conversation(Link link, Multiplexer multiplexer, String name) {
        this.link = link;
        this.multiplexer = multiplexer;
        this.name = name;
        turns = multiplexer.turns();
    }

    Link link() {
        return link;
    }

    String name() {
        return name;
    }

    /** The number the other side gave to its half; 0 while that is closed. */
    int peerId() {
        return peerId;
    }

    /** How our frames rank. */
    TrafficClass traffic() {
        Hosted hosted = own;
        return hosted == null ? TrafficClass.BULK : hosted.protocol.traffic();
    }

    /** Opens this side's half under a number that no other one had before; tells what to say to the other side. */
    Opening openOwn(Hosted hosted, int number) {
        own = hosted;
        ownId = number;
        Inflow opened = new Inflow(Inflow.announced(hosted.protocol.windowBytes()));
        inflow = opened;
        return new Opening(name, hosted.protocol.traffic(), opened.window());
    }

    /** The number of this side's half, as long as it is open. */
    int ownId() {
        return ownId;
    }

    @Nullable
    Hosted own() {
        return own;
    }

    void closeOwn() {
        own = null;
        inflow = null;
    }

    /** The other side opened its half. */
    void openPeer(int id, Opening opening) {
        peerId = id;
        outflow.begin(opening.window());
    }

    void closePeer() {
        peerId = 0;
        outflow.clear();
        leave();
    }

    /** Tells the handler that the conversation is there, if all is, and hands over what waits. */
    void attach() {
        Hosted hosted = own;
        ExchangeHandler handler = hosted == null ? null : hosted.handler();
        if (handler == null || peerId == 0 || exchange != null) {
            return;
        }
        LinkExchange fresh = new LinkExchange(this);
        exchange = fresh;
        full = !writable();
        unpause();
        handler.opened(fresh);
        deliver();
    }

    /** The handler was taken away without a word to it. */
    void detach() {
        if (exchange != null) {
            exchange.end();
            exchange = null;
        }
    }

    /** The other side or the link is gone; the handler hears of it. */
    void leave() {
        LinkExchange left = exchange;
        Hosted hosted = own;
        detach();
        if (left != null && hosted != null && hosted.handler() != null) {
            hosted.handler().closed(left);
        }
    }

    /** The link has lost its connection, or has one again; the handler hears of it. */
    void interrupted(boolean now) {
        if (exchange != null && now) {
            handler().interrupted(exchange);
        } else if (exchange != null) {
            handler().restored(exchange);
        }
    }

    /** Nothing more goes out, also not what waits. */
    void forget() {
        outflow.clear();
    }

    private void use() {
        if (own != null && !own.early) {
            link.use();
        }
    }

    void arrived(FrameReader frame) throws MalformedException {
        use();
        if (inflow != null && inflow.accept(frame)) {
            deliver();
        }
        grant();
    }

    /** Hands over what waits, as long as the handler wants it: what it does not want now stays here, within the window. */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            Inflow from = inflow;
            while (from != null && from == inflow && exchange != null && !from.paused()) {
                Bytes message = from.poll();
                if (message == null) {
                    return;
                }
                handler().received(exchange, message);
                grant();
            }
        } finally {
            delivering = false;
        }
    }

    private ExchangeHandler handler() {
        Hosted hosted = own;
        ExchangeHandler handler = hosted == null ? null : hosted.handler();
        if (handler == null) {
            throw new IllegalStateException("An exchange without a handler");
        }
        return handler;
    }

    private void grant() {
        long amount = inflow == null ? 0 : inflow.grant();
        if (amount > 0) {
            multiplexer.grant(ownId, amount);
        }
    }

    void pause(boolean paused) {
        if (paused && inflow != null) {
            inflow.pause(true);
        } else if (!paused) {
            unpause();
            link.guard(this::deliver);
        }
    }

    private void unpause() {
        if (inflow != null) {
            inflow.pause(false);
            grant();
        }
    }

    /** A peer that asks and asks and takes no answer is left before the answers fill the memory. */
    void send(Parcel message) {
        outflow.add(message);
        if (outflow.overflows()) {
            link.closeSoon(GoodbyeReason.BUSY);
        }
        full |= !outflow.writable();
        becomeReady();
    }

    void credited(long amount) throws MalformedException {
        outflow.grant(amount);
        becomeReady();
        relieve();
    }

    private void becomeReady() {
        if (!ready && !moving && outflow.ready()) {
            ready = true;
            turns.add(this);
        }
    }

    /** Nothing more goes out until {@link #moveTo}. */
    void rest() {
        moving = true;
        if (ready) {
            ready = false;
            turns.remove(this);
        }
    }

    /** Goes on, on another lane. All that went out before must have arrived. */
    void moveTo(Turns lane) {
        turns = lane;
        moving = false;
        becomeReady();
    }

    /** Writes one frame and tells whether another could follow; called for those that are ready. */
    boolean write(FrameWriter out) {
        if (peerId != 0 && outflow.ready()) {
            int before = out.size();
            outflow.write(out, peerId);
            use();
            count(out.size() - before);
        }
        ready = peerId != 0 && !moving && outflow.ready();
        if (full && writable()) {
            multiplexer.relieved(this);
        }
        return ready;
    }

    /** Who moves much in bulk gets a lane for it. */
    private void count(int written) {
        if (own != null && bulk < BulkLanes.ENOUGH && traffic() == TrafficClass.BULK) {
            bulk += written;
            if (bulk >= BulkLanes.ENOUGH) {
                link.wantsLane(this);
            }
        }
    }

    boolean writable() {
        return outflow.writable();
    }

    /** Tells the handler that it may go on, if it was told that it may not. */
    void relieve() {
        if (full && exchange != null && writable()) {
            full = false;
            handler().writable(exchange);
        }
    }
}
