// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one other node has not confirmed yet, in order. Messages stay until their receipt comes, so they survive the link; the other side
 * drops what it has already delivered.
 */
final class Outbox {
    /** What may wait for receipts; more, and senders wait. */
    static final long MAX_BYTES = 8 << 20;

    static final int MAX_PENDING = 65_536;
    static final int MAX_BATCH_BYTES = 64 << 10;
    private static final int OVERHEAD_BYTES = 64;

    private final long session;
    private final SharedRoom room;
    private final ArrayDeque<Submission> pending = new ArrayDeque<>();

    /** The later ones of those that are pending. */
    private final ArrayDeque<Submission> unsent = new ArrayDeque<>();

    /** Those who wait for room. */
    private final ArrayDeque<Submission> outside = new ArrayDeque<>();

    private @Nullable Exchange exchange;
    private boolean welcomed;
    private long bytes;
    private long lastNumber;

    Outbox(long session, long lastNumber, SharedRoom room) {
        this.session = session;
        this.room = room;
        this.lastNumber = lastNumber;
    }

    /** Takes a message, now or when there is room. */
    void send(Submission message) {
        if (isFull() || !outside.isEmpty()) {
            outside.add(message);
        } else {
            accept(message);
        }
    }

    private boolean isFull() {
        return bytes >= MAX_BYTES || pending.size() >= MAX_PENDING || room.isFullFor(bytes);
    }

    private void accept(Submission message) {
        add(message);
        message.accept(session, welcomed ? Receipt.SENT : Receipt.QUEUED);
    }

    /** Takes a message over from a predecessor. */
    void restore(Submission message) {
        add(message);
    }

    private void add(Submission message) {
        message.number(++lastNumber);
        pending.add(message);
        unsent.add(message);
        bytes += cost(message);
        room.take(cost(message));
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

    /** Whether something waits here for a link. */
    boolean needsLink() {
        return exchange == null && !pending.isEmpty();
    }

    /** The lowest number without a receipt. */
    private long base() {
        return pending.isEmpty() ? lastNumber + 1 : pending.peek().number();
    }

    /** The other side says from where to go on; everything behind goes again. */
    void welcome(long ofSession, long queued) {
        if (ofSession == session) {
            unsent.clear();
            pending.stream().filter(message -> message.number() > queued).forEach(unsent::add);
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
            confirm(Math.min(delivered, lastSent()));
            pump();
        }
    }

    private long lastSent() {
        return unsent.isEmpty() ? lastNumber : unsent.peek().number() - 1;
    }

    private void confirm(long delivered) {
        while (!pending.isEmpty() && pending.peek().number() <= delivered) {
            Submission done = pending.poll();
            bytes -= cost(done);
            room.free(cost(done));
            done.delivered().complete(Receipt.DELIVERED);
        }
        while (!outside.isEmpty() && !isFull()) {
            Submission next = outside.poll();
            accept(next);
            next.tell();
        }
    }

    /** Sends what is unsent as far as the link takes it, many messages in one. */
    void pump() {
        Exchange link = exchange;
        while (link != null && welcomed && !unsent.isEmpty() && link.writable()) {
            long first = unsent.element().number();
            link.send(DirectWire.messages(session, first, batch()));
        }
    }

    /** At least one, and more as long as they are short. */
    private List<DirectWire.Item> batch() {
        List<DirectWire.Item> batch = new ArrayList<>();
        String type = "";
        int left = MAX_BATCH_BYTES - DirectWire.HEAD_BYTES;
        while (!unsent.isEmpty() && batch.size() < DirectWire.MAX_MESSAGES) {
            DirectWire.Item next = unsent.element().item();
            left -= next.encodedBytes(type);
            if (left < 0 && !batch.isEmpty()) {
                break;
            }
            batch.add(next);
            unsent.remove();
            type = next.content().contentType();
        }
        return batch;
    }

    private static long cost(Submission message) {
        return message.item().content().bytes().size() + OVERHEAD_BYTES;
    }

    long session() {
        return session;
    }

    /** The number of the last message that has its receipt. */
    long confirmed() {
        return base() - 1;
    }

    List<DirectWire.Item> unconfirmed() {
        return pending.stream().map(Submission::item).toList();
    }

    /** Ends it for good: the other node was removed. */
    void fail(PipesException why) {
        pending.forEach(one -> one.delivered().completeExceptionally(why));
        pending.clear();
        unsent.clear();
        room.free(bytes);
        bytes = 0;
        refuseWaiting(why);
    }

    /** Ends it here; a successor goes on with what is unconfirmed, so those who wait learn only how far it came. */
    void handOver(PipesException why) {
        long sent = lastSent();
        pending.forEach(one -> one.delivered().complete(one.number() <= sent ? Receipt.SENT : Receipt.QUEUED));
        refuseWaiting(why);
    }

    private void refuseWaiting(PipesException why) {
        List<Submission> refused = List.copyOf(outside);
        outside.clear();
        refused.forEach(one -> one.refuse(why));
        refused.forEach(Submission::tell);
    }
}
