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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The exchange with one other node: what was said on it that waits for an answer. */
final class HeldPeer {
    /** So many letters for the other side are announced that have no receipt yet, and so many of it; the others follow. */
    static final int MAX_ANNOUNCED = 256;

    /** So many letters one may ask for at once; a recipient asks for fewer. */
    private static final int MAX_ASKED = 64;

    /** So many letters it is asked for at once. */
    private static final int MAX_GIVING = 4;

    /** Who does not give what it says it has is asked for nothing for so long, and up to 32 times as long if that goes on. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final int MAX_DOUBLINGS = 5;

    /** Of what makes this node sign, so much at once, and so much each second after. */
    private static final double BURST = 4_096;

    private static final double PER_SECOND = 64;

    private final Exchange exchange;
    private final LetterBook book;
    private final Clock clock;
    private final TokenBucket requests;
    private final Set<Bytes> announcedForIt = new HashSet<>();
    private final Set<Bytes> announcedOfIt = new HashSet<>();
    private final Owed keeping;
    private final Owed giving;
    private Set<Bytes> givenUp = Set.of();
    private final ArrayDeque<Bytes> asked = new ArrayDeque<>();
    private boolean reading;
    private int silences;
    private long silentUntil;
    private boolean closed;

    HeldPeer(Exchange exchange, LetterBook book, Clock clock) {
        this.exchange = exchange;
        this.book = book;
        this.clock = clock;
        keeping = new Owed(clock);
        giving = new Owed(clock);
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

    /** Asks for a letter that it has said it has. */
    void get(Bytes id) {
        giving.add(id);
        say(new HeldMessage.Get(id));
    }

    /** Whether it may be asked for this letter: not while it owes it, under whatever number, or owes several others. */
    boolean mayGive(Bytes id) {
        return !isSilent() && giving.size() < MAX_GIVING && !giving.contains(id);
    }

    /** It has answered what was asked for. */
    void gave(Bytes id) {
        giving.remove(id);
    }

    boolean isOverdue(Duration patience) {
        return giving.isOverdue(patience);
    }

    /** It does not give what it says it has: it is asked for nothing for a while, each time for twice as long. */
    void beSilent() {
        givenUp = giving.giveUp();
        silentUntil = clock.nanos() + (SILENCE.toNanos() << Math.min(silences, MAX_DOUBLINGS));
        silences++;
    }

    boolean isSilent() {
        return silences > 0 && clock.nanos() - silentUntil < 0;
    }

    /** It has given a letter that is what it should be. */
    void believe() {
        silences = 0;
    }

    /** Whether it was asked for this letter, and nobody waits for that any more; true once. */
    boolean isLateWith(Bytes id) {
        boolean late = givenUp.contains(id);
        givenUp = givenUp.stream().filter(other -> !other.equals(id)).collect(Collectors.toUnmodifiableSet());
        return late;
    }

    /** Whether it may make this node do something more; what it asks beyond that is not answered. */
    boolean mayAsk() {
        return requests.take(1);
    }

    /** Says which of these letters are here, those that were said before excepted. Its own leave room for those that are for it. */
    void announce(List<LetterEntry> letters) {
        announce(letters, letter -> letter.recipient().equals(id()), announcedForIt);
        announce(letters, letter -> letter.sender().equals(id()), announcedOfIt);
    }

    private void announce(List<LetterEntry> letters, Predicate<LetterEntry> concerns, Set<Bytes> announced) {
        List<HeldMessage.Name> names = new ArrayList<>();
        for (LetterEntry letter : letters) {
            if (!letter.delivered()
                    && concerns.test(letter)
                    && announced.size() < MAX_ANNOUNCED
                    && announced.add(letter.id())) {
                names.add(new HeldMessage.Name(letter.sender(), letter.number(), letter.id()));
            }
        }
        if (!names.isEmpty()) {
            say(new HeldMessage.Have(names));
        }
    }

    /** Nothing waits for it any more; its place is free for another one. */
    void settled(Bytes id) {
        announcedForIt.remove(id);
        announcedOfIt.remove(id);
    }

    /** It was asked to hold a letter, and has not answered yet. */
    boolean isKeeping(Bytes id) {
        return keeping.contains(id);
    }

    int keeping() {
        return keeping.size();
    }

    void keep(Bytes id) {
        keeping.add(id);
    }

    void kept(Bytes id) {
        keeping.remove(id);
    }

    /** Forgets what it was asked to hold if it has answered nothing for so long, and says what that was. */
    Set<Bytes> keptNothingFor(Duration patience) {
        return keeping.isOverdue(patience) ? keeping.giveUp() : Set.of();
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
