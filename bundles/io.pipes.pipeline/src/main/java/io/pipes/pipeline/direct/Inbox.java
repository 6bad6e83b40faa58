// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one other node sent, over a link or in letters: in order, each message once, waiting for subscribers that are ready. */
final class Inbox {
    /** While more than this waits, the sender is held back. */
    static final long PAUSE_BYTES = 4 << 20;

    private static final long RESUME_BYTES = 1 << 20;

    /** What a waiting message costs beside its content, so that empty ones are not free. */
    private static final int MESSAGE_COST = 256;

    private final NodeContext node;
    private final NodeId from;
    private final Subscribers subscribers;
    private final SharedRoom room;
    private final Function<NodeId, String> names;
    private final DeliveredNote note;
    private final Taken taken;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();

    /** Before what waits: a sender says nothing over a link while letters of it are not confirmed. */
    private final ArrayDeque<OpenLetter> letters = new ArrayDeque<>();

    /** Those that are delivered and not noted yet. */
    private final ArrayDeque<OpenLetter> unnoted = new ArrayDeque<>();

    private @Nullable Exchange exchange;
    private boolean known;
    private boolean askedAgain;
    private boolean paused;
    private long session;
    private long queued;
    private long delivered;
    private long waitingBytes;
    private long letterBytes;
    private long lettersDelivered;
    private long lettersNoted;
    private long fromLetters;

    Inbox(
            NodeContext node,
            NodeId from,
            Subscribers subscribers,
            SharedRoom room,
            Function<NodeId, String> names,
            DeliveredNote note) {
        this.node = node;
        this.from = from;
        this.subscribers = subscribers;
        this.room = room;
        this.names = names;
        this.note = note;
        taken = note.taken();
        note.last().ifPresent(last -> begin(last.session(), last.number()));
    }

    private void begin(long ofSession, long deliveredBefore) {
        known = true;
        session = ofSession;
        queued = deliveredBefore;
        delivered = deliveredBefore;
        forget();
    }

    /** Drops what has come over the link and waits here. */
    void forget() {
        waiting.clear();
        room.free(waitingBytes);
        waitingBytes = 0;
    }

    void opened(Exchange opened) {
        exchange = opened;
        paused = false;
        holdBack();
        askForHello();
    }

    /** A sender that has said HELLO long ago does not know that this side began anew, because its bundle was replaced. */
    private void askForHello() {
        askedAgain = true;
        if (exchange != null) {
            exchange.send(DirectWire.word(DirectWire.WELCOME, DirectWire.NO_SESSION, 0));
        }
    }

    void closed() {
        exchange = null;
    }

    /** The sender begins: tell it where to go on. */
    void hello(long ofSession, long base) {
        if (!known || session != ofSession) {
            begin(ofSession, base - 1);
        } else if (base - 1 > delivered) {
            begin(ofSession, base - 1);
        }
        askToGoOn();
        note.last().filter(last -> last.session() == session).ifPresent(last -> say(DirectWire.RECEIPT, last.number()));
    }

    private void askToGoOn() {
        askedAgain = true;
        // What waits here was not delivered, but it is here: no need to send it again.
        say(DirectWire.WELCOME, queued);
    }

    private void say(int type, long number) {
        if (exchange != null) {
            exchange.send(DirectWire.word(type, session, number));
        }
    }

    void messages(DirectWire.Said said) {
        if (!known || said.session() != session) {
            if (!askedAgain) {
                askForHello();
            }
            return;
        }
        long number = said.number();
        if (number > queued + 1) {
            // Something is missing: it was in the hands of a predecessor of this bundle. Once asked, it comes again.
            if (!askedAgain) {
                askToGoOn();
            }
            return;
        }
        Instant now = Instant.ofEpochMilli(node.clock().wallMillis());
        Instant time = now;
        String name = names.apply(from);
        for (DirectWire.Item item : said.items()) {
            if (number == queued + 1) {
                queued = number;
                askedAgain = false;
                // Many messages have the same time; they can share it.
                time = time.toEpochMilli() == item.time() ? time : Instant.ofEpochMilli(item.time());
                add(message(session, item, number, name, time, now));
            }
            number++;
        }
        deliver();
    }

    /** Drops all that waits here: the sender was removed. */
    void forgetAll() {
        forget();
        letters.clear();
        room.free(letterBytes);
        letterBytes = 0;
    }

    /** Whether a letter may come; one always may. */
    boolean hasRoomForLetter() {
        return letters.isEmpty() || !room.isFullFor(letterBytes);
    }

    /** What is in a letter of the sender, whose own session may be over. */
    void letter(long number, DirectWire.Said said, Runnable done) {
        Instant now = Instant.ofEpochMilli(node.clock().wallMillis());
        String name = names.apply(from);
        ArrayDeque<Message> messages = new ArrayDeque<>();
        long next = said.number();
        for (DirectWire.Item item : said.items()) {
            Message message = message(said.session(), item, next, name, Instant.ofEpochMilli(item.time()), now);
            messages.add(message);
            letterBytes += cost(message);
            room.take(cost(message));
            next++;
        }
        letters.add(new OpenLetter(number, messages, done));
        deliver();
    }

    boolean tookLetter(long number) {
        return taken.letters().contains(number);
    }

    boolean lostLetter(long number) {
        return taken.lostLetters().contains(number);
    }

    private Message message(long ofSession, DirectWire.Item item, long number, String name, Instant time, Instant now) {
        return new Message(
                new MessageName.Direct(ofSession, number),
                Optional.empty(),
                0,
                Optional.empty(),
                from,
                name,
                number,
                time,
                now,
                item.content().contentType(),
                item.content().bytes());
    }

    private static int cost(Message message) {
        return message.content().size() + MESSAGE_COST;
    }

    private void add(Message message) {
        waiting.add(message);
        waitingBytes += cost(message);
        room.take(cost(message));
    }

    /** Hands on what subscribers take now; then the sender gets its receipt, once the disk knows. */
    void deliver() {
        deliverLetters();
        while (letters.isEmpty() && !waiting.isEmpty()) {
            Message next = waiting.peek();
            boolean wasHere = taken.has(session, next.seq());
            if (!wasHere && !subscribers.wants(next)) {
                break;
            }
            waiting.remove();
            waitingBytes -= cost(next);
            room.free(cost(next));
            delivered = next.seq();
            if (!wasHere) {
                taken.add(session, next.seq());
                subscribers.deliver(next);
            }
        }
        holdBack();
        if (known || lettersDelivered > 0 || fromLetters > 0) {
            note.write(new DeliveredNote.Last(session, delivered, lettersDelivered, fromLetters), this::noted);
        }
    }

    private void deliverLetters() {
        while (!letters.isEmpty() && deliver(letters.peek())) {
            OpenLetter whole = letters.remove();
            taken.letters().add(whole.number());
            lettersDelivered++;
            unnoted.add(whole);
        }
    }

    /** Whether all of it is delivered now. */
    private boolean deliver(OpenLetter letter) {
        while (!letter.messages().isEmpty()) {
            Message next = letter.messages().peek();
            long ofSession = ((MessageName.Direct) next.message()).session();
            boolean wasHere = taken.has(ofSession, next.seq());
            if (!wasHere && !subscribers.wants(next)) {
                return false;
            }
            letter.messages().remove();
            letterBytes -= cost(next);
            room.free(cost(next));
            if (!wasHere) {
                fromLetters++;
                taken.add(ofSession, next.seq());
                subscribers.deliver(next);
            }
        }
        return true;
    }

    /** Completes when the disk knows what was delivered; only then may a successor go on. */
    CompletionStage<Void> finish() {
        return note.finish();
    }

    private void noted(DeliveredNote.Last last) {
        if (known && last.session() == session) {
            say(DirectWire.RECEIPT, last.number());
        }
        for (; lettersNoted < last.letters(); lettersNoted++) {
            unnoted.remove().done().run();
        }
    }

    private void holdBack() {
        if (exchange == null) {
            return;
        }
        boolean full = room.isFullFor(waitingBytes);
        if (!paused && (waitingBytes > PAUSE_BYTES || full)) {
            paused = true;
            exchange.pause();
        } else if (paused && waitingBytes < RESUME_BYTES && !full) {
            paused = false;
            exchange.resume();
        }
    }
}
