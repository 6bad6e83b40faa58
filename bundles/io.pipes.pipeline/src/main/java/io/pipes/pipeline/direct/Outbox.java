// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Clamp;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one other node has not confirmed yet, in order. Messages stay until their receipt comes, so they survive the link; the other side
 * drops what it has already delivered.
 */
final class Outbox {
    /** What may wait for receipts; more, and senders wait. */
    static final long MAX_BYTES = 8 << 20;

    static final int MAX_PENDING = 65_536;
    private static final int MAX_BATCH_BYTES = 64 << 10;
    private static final int OVERHEAD_BYTES = 64;

    private final long session;
    private final SharedRoom room;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final ArrayDeque<Outside> outside = new ArrayDeque<>();
    private @Nullable Exchange exchange;
    private boolean welcomed;
    private long bytes;
    private long lastNumber;
    private long lastSent;

    Outbox(long session, long lastNumber, SharedRoom room) {
        this.session = session;
        this.room = room;
        this.lastNumber = lastNumber;
        this.lastSent = lastNumber;
    }

    private record Pending(long number, DirectWire.Item item, CompletableFuture<Receipt> delivered) {}

    /** A sender that waits for room. */
    private record Outside(DirectWire.Item item, CompletableFuture<Sent> accepted) {}

    CompletionStage<Sent> send(DirectWire.Item item) {
        if (isFull() || !outside.isEmpty()) {
            CompletableFuture<Sent> accepted = new CompletableFuture<>();
            outside.add(new Outside(item, accepted));
            return accepted;
        }
        return CompletableFuture.completedFuture(accept(item));
    }

    private boolean isFull() {
        return bytes >= MAX_BYTES || pending.size() >= MAX_PENDING || room.isFullFor(bytes);
    }

    private Sent accept(DirectWire.Item item) {
        CompletableFuture<Receipt> delivered = new CompletableFuture<>();
        add(item, delivered);
        Receipt now = welcomed ? Receipt.SENT : Receipt.QUEUED;
        return new Sent(new MessageName.Direct(session, lastNumber), Optional.empty(), now, delivered);
    }

    /** Takes a message over from a predecessor. */
    void restore(DirectWire.Item item) {
        add(item, new CompletableFuture<>());
        lastSent = pending.peek().number() - 1;
    }

    private void add(DirectWire.Item item, CompletableFuture<Receipt> delivered) {
        pending.add(new Pending(++lastNumber, item, delivered));
        bytes += cost(item);
        room.take(cost(item));
    }

    void opened(Exchange opened) {
        exchange = opened;
        welcomed = false;
        opened.send(DirectWire.word(DirectWire.HELLO, session, base()));
    }

    void closed() {
        exchange = null;
        welcomed = false;
    }

    /** The lowest number without a receipt. */
    private long base() {
        return pending.isEmpty() ? lastNumber + 1 : pending.peek().number();
    }

    /** The other side says from where to go on; everything behind goes again. */
    void welcome(long ofSession, long queued) {
        if (ofSession == session) {
            lastSent = Clamp.between(queued, base() - 1, lastNumber);
            welcomed = true;
        } else if (exchange != null && welcomed) {
            // It has forgotten this session. (Not welcomed yet: it will have heard of it in a moment.)
            welcomed = false;
            exchange.send(DirectWire.word(DirectWire.HELLO, session, base()));
        }
        pump();
    }

    void receipt(long ofSession, long delivered) {
        if (ofSession == session) {
            confirm(Math.min(delivered, lastSent));
            pump();
        }
    }

    private void confirm(long delivered) {
        while (!pending.isEmpty() && pending.peek().number() <= delivered) {
            Pending done = pending.poll();
            bytes -= cost(done.item());
            room.free(cost(done.item()));
            done.delivered().complete(Receipt.DELIVERED);
        }
        while (!outside.isEmpty() && !isFull()) {
            Outside next = outside.poll();
            next.accepted().complete(accept(next.item()));
        }
    }

    /** Sends what is unsent as far as the link takes it, many messages in one. */
    void pump() {
        Exchange link = exchange;
        if (link == null || !welcomed || lastSent >= lastNumber) {
            return;
        }
        Iterator<Pending> unsent = pending.iterator();
        List<DirectWire.Item> batch = new ArrayList<>();
        int batchBytes = 0;
        long first = lastSent + 1;
        while (unsent.hasNext() && (link.writable() || !batch.isEmpty())) {
            Pending next = unsent.next();
            if (next.number() <= lastSent) {
                continue;
            }
            int cost = next.item().encodedBytes("");
            if (!batch.isEmpty() && (batchBytes + cost > MAX_BATCH_BYTES || batch.size() == DirectWire.MAX_MESSAGES)) {
                link.send(DirectWire.messages(session, first, batch));
                batch = new ArrayList<>();
                batchBytes = 0;
                first = next.number();
                if (!link.writable()) {
                    return;
                }
            }
            batch.add(next.item());
            batchBytes += cost;
            lastSent = next.number();
        }
        if (!batch.isEmpty()) {
            link.send(DirectWire.messages(session, first, batch));
        }
    }

    private static long cost(DirectWire.Item item) {
        return item.content().bytes().size() + OVERHEAD_BYTES;
    }

    long session() {
        return session;
    }

    /** The number of the last message that has its receipt. */
    long confirmed() {
        return base() - 1;
    }

    List<DirectWire.Item> unconfirmed() {
        return pending.stream().map(Pending::item).toList();
    }

    /** Ends it for good: the other node was removed. */
    void fail(PipesException why) {
        pending.forEach(one -> one.delivered().completeExceptionally(why));
        pending.clear();
        room.free(bytes);
        bytes = 0;
        refuseWaiting(why);
    }

    /** Ends it here; a successor goes on with what is unconfirmed, so those who wait learn only how far it came. */
    void handOver(PipesException why) {
        pending.forEach(one -> one.delivered().complete(one.number() <= lastSent ? Receipt.SENT : Receipt.QUEUED));
        refuseWaiting(why);
    }

    private void refuseWaiting(PipesException why) {
        outside.forEach(one -> one.accepted().completeExceptionally(why));
        outside.clear();
    }
}
