// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The exchange with one other node: what was said on it that waits for an answer. */
final class HeldPeer {
    /** So many letters are announced that have no receipt yet; the others follow. */
    static final int MAX_ANNOUNCED = 256;

    /** So many letters one may ask for at once; a recipient asks for fewer. */
    private static final int MAX_ASKED = 64;

    /** Of what makes this node sign, so much at once, and so much each second after. */
    private static final double BURST = 4_096;

    private static final double PER_SECOND = 64;

    private final Exchange exchange;
    private final LetterBook book;
    private final Clock clock;
    private final TokenBucket requests;
    private final Set<Bytes> announced = new LinkedHashSet<>();
    private final Set<Bytes> keeping = new LinkedHashSet<>();
    private final ArrayDeque<Bytes> asked = new ArrayDeque<>();
    private long keepingSince;
    private boolean reading;
    private boolean silent;
    private boolean closed;

    HeldPeer(Exchange exchange, LetterBook book, Clock clock) {
        this.exchange = exchange;
        this.book = book;
        this.clock = clock;
        requests = new TokenBucket(clock, BURST, PER_SECOND);
    }

    NodeId id() {
        return exchange.peer();
    }

    void say(HeldMessage message) {
        exchange.send(message.encode());
    }

    void misbehaved(String reason) {
        exchange.misbehaved("held messages: " + reason);
    }

    boolean writable() {
        return exchange.writable();
    }

    /** While a letter that it wants to have held is looked at and stored, no other one comes. */
    void pause() {
        exchange.pause();
    }

    void resume() {
        if (!closed) {
            exchange.resume();
        }
    }

    void close() {
        closed = true;
        asked.clear();
    }

    boolean isClosed() {
        return closed;
    }

    /** It does not give what it says it has; on this link nobody listens to that any more. */
    void beSilent() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    /** Whether it may make this node do something more; what it asks beyond that is not answered. */
    boolean mayAsk() {
        return requests.take(1);
    }

    /** Says which of these letters are here, those that were said before excepted. */
    void announce(List<LetterEntry> letters) {
        List<HeldMessage.Name> names = new ArrayList<>();
        for (LetterEntry letter : letters) {
            if (concerns(letter) && announced.size() < MAX_ANNOUNCED && announced.add(letter.id())) {
                names.add(new HeldMessage.Name(letter.sender(), letter.number(), letter.id()));
            }
        }
        if (!names.isEmpty()) {
            say(new HeldMessage.Have(names));
        }
    }

    private boolean concerns(LetterEntry letter) {
        return !letter.delivered()
                && (letter.recipient().equals(id()) || letter.sender().equals(id()));
    }

    /** Nothing waits for it any more. */
    void settled(Bytes id) {
        announced.remove(id);
    }

    /** It was asked to hold a letter, and has not answered yet. */
    boolean isKeeping(Bytes id) {
        return keeping.contains(id);
    }

    int keeping() {
        return keeping.size();
    }

    void keep(Bytes id) {
        if (keeping.isEmpty()) {
            keepingSince = clock.nanos();
        }
        keeping.add(id);
    }

    /** It has answered; copies follow each other, so from now on the next one is waited for. */
    void kept(Bytes id) {
        keeping.remove(id);
        keepingSince = clock.nanos();
    }

    /** Forgets what it was asked to hold if it has answered nothing for so long; false if it owes no answer, or not for so long. */
    boolean keptNothingFor(Duration patience) {
        boolean silence = !keeping.isEmpty() && clock.nanos() - keepingSince >= patience.toNanos();
        if (silence) {
            keeping.clear();
        }
        return silence;
    }

    /** It asks for a letter. */
    void asks(Bytes id) {
        if (asked.size() >= MAX_ASKED) {
            misbehaved("asks for too many letters at once");
            return;
        }
        asked.add(id);
        serve();
    }

    /** Gives what it has asked for, one after the other, as the link takes it. */
    void serve() {
        if (closed || reading || asked.isEmpty() || !exchange.writable()) {
            return;
        }
        Bytes id = asked.remove();
        LetterEntry entry = book.find(id);
        if (entry == null || entry.delivered() || !entry.recipient().equals(id())) {
            say(new HeldMessage.Here(id, Bytes.EMPTY));
            serve();
            return;
        }
        reading = true;
        book.letter(id).whenComplete((letter, failure) -> {
            reading = false;
            if (!closed) {
                Optional<Bytes> found = failure == null ? letter : Optional.empty();
                say(new HeldMessage.Here(id, found.orElse(Bytes.EMPTY)));
                serve();
            }
        });
    }
}
