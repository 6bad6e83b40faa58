// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one other node has not confirmed yet, in order. As long as there is a link, messages stay here until their receipt comes. Without one
 * they go into letters, which wait on disk, with the numbers they have; the other side drops what it has already delivered. When a link is
 * lost another one is hoped for first: mostly it is there at once, through others. As long as letters have no receipt nothing is said over
 * a link, so that the order is kept.
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

    /** Those who were not told yet that they have a place: it is not known whether there is a link for them. */
    private final ArrayDeque<Submission> untold = new ArrayDeque<>();

    /** Those who wait for room. */
    private final Set<Submission> outside = new LinkedHashSet<>();

    private final LetterQueue letters;

    private @Nullable Exchange exchange;
    private boolean welcomed;
    /** Whether the link was lost a moment ago. */
    private boolean hopes;

    private long bytes;
    private long lastNumber;

    Outbox(long session, long lastNumber, SharedRoom room, LetterQueue letters) {
        this.session = session;
        this.room = room;
        this.lastNumber = lastNumber;
        this.letters = letters;
        letters.left(this::left);
    }

    /**
     * Takes a message, now or when there is room.
     *
     * @return false if it has to wait for room
     */
    boolean send(Submission message) {
        if (isFull() || !outside.isEmpty()) {
            outside.add(message);
            return false;
        }
        accept(message);
        return true;
    }

    /** A message that waits for room is not wanted any more; nothing happens to one that has its place. */
    void withdraw(Submission message) {
        outside.remove(message);
    }

    private boolean isFull() {
        long own = bytes + letters.bytes();
        return own >= MAX_BYTES || pending.size() >= MAX_PENDING || room.isFullFor(bytes) || letters.isFullFor(own);
    }

    private void accept(Submission message) {
        add(message);
        if (exchange == null && !hopes) {
            putAside();
        } else if (isReady()) {
            message.accept(session, Receipt.SENT);
        } else {
            untold.add(message);
        }
    }

    /** Whether what is handed in now can be said at once, as far as the link takes it. */
    private boolean isReady() {
        return welcomed && !letters.isOutstanding();
    }

    /** Takes a message over from a predecessor, who has said that it is on its way. */
    void restore(long number, Submission message) {
        lastNumber = number - 1;
        add(message);
        message.accept(session, Receipt.QUEUED);
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
        hopes = false;
        sayHello(opened);
    }

    private void sayHello(Exchange link) {
        welcomed = false;
        link.send(DirectWire.word(DirectWire.HELLO, session, base()));
    }

    void closed() {
        exchange = null;
        welcomed = false;
        hopes = true;
    }

    /** No other link has come: all that has no receipt goes into letters. */
    void stopHoping() {
        if (hopes) {
            hopes = false;
            putAside();
        }
    }

    /** All that has no receipt goes into letters, also what the other side may have. */
    private void putAside() {
        pending.forEach(letters::add);
        pending.clear();
        unsent.clear();
        untold.clear();
    }

    /** Whether somebody waits to hear whether what was handed in goes over the link that is there. */
    boolean keepsWaiting() {
        return exchange != null && !untold.isEmpty();
    }

    /** They have waited long enough: while letters are not fetched, what comes behind them goes into letters too. */
    void stopWaiting() {
        Exchange link = exchange;
        if (link != null && !isReady() && !untold.isEmpty()) {
            putAside();
            sayHello(link);
        }
    }

    /** Whether something waits here for a link. */
    boolean needsLink() {
        return exchange == null && !(letters.isEmpty() && pending.isEmpty());
    }

    /** These are in letters, or were refused: they take no room here any more. */
    private void left(List<Submission> gone) {
        for (Submission one : gone) {
            bytes -= cost(one);
            room.free(cost(one));
        }
        admit();
    }

    /** Something has been confirmed: those who wait outside may have room now. */
    void letterSettled() {
        admit();
        pump();
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
        admit();
    }

    private void admit() {
        while (!outside.isEmpty() && !isFull()) {
            Submission next = takeFirst();
            accept(next);
            next.tell();
        }
    }

    private Submission takeFirst() {
        Iterator<Submission> waiting = outside.iterator();
        Submission first = waiting.next();
        waiting.remove();
        return first;
    }

    /** Sends what is unsent as far as the link takes it, many messages in one. */
    void pump() {
        Exchange link = exchange;
        if (link == null && !hopes) {
            putAside();
        }
        if (link == null || !isReady()) {
            return;
        }
        while (!unsent.isEmpty() && link.writable()) {
            long first = unsent.element().number();
            link.send(DirectWire.messages(session, first, batch()));
        }
        List<Submission> told = List.copyOf(untold);
        untold.clear();
        told.forEach(one -> one.accept(session, Receipt.SENT));
        told.forEach(Submission::tell);
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

    /** The number of the last message that was handed in. */
    long lastNumber() {
        return lastNumber;
    }

    /** How far a message of this session has come; empty if it went into a letter, of which the letter would tell. */
    Optional<Receipt> progress(long number) {
        if (letters.took(number)) {
            return Optional.empty();
        }
        if (number < base()) {
            return Optional.of(letters.waitsWith(number) ? Receipt.QUEUED : Receipt.DELIVERED);
        }
        return Optional.of(number <= lastSent() ? Receipt.SENT : Receipt.QUEUED);
    }

    LetterQueue letters() {
        return letters;
    }

    /** What a successor goes on with: what has no receipt, is in no letter, and was said to be on its way. */
    List<Submission> unconfirmed() {
        List<Submission> all = new ArrayList<>(letters.waiting());
        all.addAll(pending);
        all.removeIf(one -> !one.isAccepted());
        return all;
    }

    /** Ends it for good: the other node was removed. */
    void fail(PipesException why) {
        List<Submission> lost = new ArrayList<>(letters.takeAll());
        lost.addAll(pending);
        pending.clear();
        unsent.clear();
        untold.clear();
        lost.forEach(one -> one.delivered().completeExceptionally(why));
        lost.stream().filter(one -> !one.isAnswered()).forEach(outside::add);
        room.free(bytes);
        bytes = 0;
        refuseWaiting(why);
    }

    /** Ends it here; a successor goes on with what is unconfirmed, so those who wait learn only how far it came. */
    void handOver(PipesException why) {
        long sent = lastSent();
        unconfirmed().forEach(one -> one.delivered().complete(one.number() <= sent ? Receipt.SENT : Receipt.QUEUED));
        letters.waiting().stream().filter(one -> !one.isAnswered()).forEach(outside::add);
        outside.addAll(untold);
        letters.handOver();
        refuseWaiting(why);
    }

    private void refuseWaiting(PipesException why) {
        List<Submission> refused = List.copyOf(outside);
        outside.clear();
        refused.forEach(one -> one.refuse(why));
        refused.forEach(Submission::tell);
    }
}
