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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one other node sent, over a link or in letters: in order, each message once, waiting for subscribers that are ready. What waits takes room
 * until subscribers have confirmed it.
 */
final class Inbox {
    /** While more than this waits, the sender is held back. */
    static final long PAUSE_BYTES = 4 << 20;

    private static final long RESUME_BYTES = 1 << 20;

    private final NodeContext node;
    private final NodeId from;
    private final Subscribers subscribers;
    private final SharedRoom room;
    private final Function<NodeId, String> names;
    private final DeliveredNote note;
    private final Taken taken;
    private final Line overLink = new Line();
    private final Line fromLetters = new Line();
    private final Hands hands = new Hands();

    /** Before what came over a link: a sender says nothing over a link while letters of it are not confirmed. */
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
    private long besides;
    private boolean delivering;
    private boolean again;
    private boolean forgotten;

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

    /** Drops what has come over the link and waits here; what subscribers have of it may come again in letters. */
    void forget() {
        hands.keep(overLink.clear());
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
        forgotten = true;
        forget();
        fromLetters.clear();
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
        long next = said.number();
        for (DirectWire.Item item : said.items()) {
            Message message = message(said.session(), item, next, name, Instant.ofEpochMilli(item.time()), now);
            Passing passing = hands.passing(message);
            letterBytes += passing.cost();
            room.take(passing.cost());
            fromLetters.add(passing);
            next++;
        }
        letters.add(new OpenLetter(number, said.items().size(), done));
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

    private void add(Message message) {
        Passing passing = hands.passing(message);
        overLink.add(passing);
        waitingBytes += passing.cost();
        room.take(passing.cost());
    }

    /** Hands on what subscribers take now; when they have confirmed it the sender gets its receipt, once the disk knows. */
    void deliver() {
        again = true;
        if (delivering) {
            return;
        }
        delivering = true;
        while (again) {
            again = false;
            handOut();
        }
        delivering = false;
        holdBack();
        if (known || lettersDelivered > 0 || besides > 0) {
            note.write(new DeliveredNote.Last(session, delivered, lettersDelivered, besides), this::noted);
        }
    }

    private void handOut() {
        fromLetters.handOut(subscribers, this::wasTaken);
        fromLetters.settled(this::settledLetter);
        closeLetters();
        if (letters.isEmpty()) {
            overLink.handOut(subscribers, this::wasTaken);
            overLink.settled(this::settled);
        }
    }

    private boolean wasTaken(Passing message) {
        return taken.has(message.name().session(), message.name().number());
    }

    private void settled(Passing message) {
        waitingBytes -= message.cost();
        room.free(message.cost());
        delivered = message.name().number();
    }

    private void settledLetter(Passing message) {
        closeLetters();
        letterBytes -= message.cost();
        room.free(message.cost());
        if (!message.wasKnown()) {
            besides++;
        }
        letters.element().delivered();
    }

    private void closeLetters() {
        while (!letters.isEmpty() && letters.element().isDelivered()) {
            OpenLetter whole = letters.remove();
            taken.letters().add(whole.number());
            lettersDelivered++;
            unnoted.add(whole);
        }
    }

    /** What subscribers have of this sender. */
    private final class Hands implements Passing.Owner {
        /** What they have of that which was dropped here: it is not handed out again while they have it. */
        private final Map<MessageName.Direct, Passing> dropped = new HashMap<>();

        void keep(List<Passing> inHands) {
            inHands.forEach(message -> dropped.put(message.name(), message));
        }

        Passing passing(Message message) {
            Passing there = dropped.isEmpty() ? null : dropped.remove((MessageName.Direct) message.message());
            return there == null ? new Passing(message, this) : there;
        }

        @Override
        public void taken(Passing message) {
            if (!forgotten) {
                taken.add(message.name().session(), message.name().number());
                besides += dropped.remove(message.name()) == null ? 0 : 1;
                deliverLater();
            }
        }

        /** What is confirmed while it is handed out is seen to there. */
        private void deliverLater() {
            if (!delivering) {
                deliver();
            }
        }

        /** Whoever gives something back goes, and that is heard when all of it is back. */
        @Override
        public void returned(Passing message) {
            if (!forgotten) {
                dropped.remove(message.name());
                overLink.turnBack();
                fromLetters.turnBack();
            }
        }
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
            unnoted.remove().done();
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
