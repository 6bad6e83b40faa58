// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.numbers.Ranges;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was delivered of one sender: messages by session and number, whether they came over a link or in letters, and letters by number. So
 * a message that was on both ways is delivered once. Of sessions the last {@link #MAX_SESSIONS} are remembered.
 */
final class Taken {
    static final int MAX_SESSIONS = 16;

    private final Ranges letters;
    private final Ranges lostLetters;
    private final Map<Long, Ranges> sessions;
    private long latest;
    private Ranges ofLatest = new Ranges();

    Taken() {
        this(new Ranges(), new LinkedHashMap<>());
    }

    private Taken(Ranges lostLetters, Map<Long, Ranges> sessions) {
        this(new Ranges(lostLetters), lostLetters, sessions);
    }

    private Taken(Ranges letters, Ranges lostLetters, Map<Long, Ranges> sessions) {
        this.letters = letters;
        this.lostLetters = lostLetters;
        this.sessions = sessions;
    }

    /** Notes that a message is delivered; false if it was before. */
    boolean add(long session, long number) {
        if (session != latest || sessions.isEmpty()) {
            latest = session;
            ofLatest = sessions.computeIfAbsent(session, none -> new Ranges());
            if (sessions.size() > MAX_SESSIONS) {
                Iterator<Long> oldest = sessions.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return ofLatest.add(number);
    }

    boolean has(long session, long number) {
        Ranges known = session == latest ? ofLatest : sessions.get(session);
        return known != null && known.contains(number);
    }

    Ranges letters() {
        return letters;
    }

    /** Those that are in {@link #letters} only because gaps are closed: they are not delivered any more, and never were. */
    Ranges lostLetters() {
        return lostLetters;
    }

    /** With what a sender of messages over links is told: its session and up to where. */
    Bytes encode(DeliveredNote.Last last) {
        CborWriter out =
                new CborWriter(128).writeArray(5).writeLong(last.session()).writeLong(last.number());
        lostLetters.write(out);
        letters.write(out);
        out.writeArray(2 * sessions.size());
        sessions.forEach((session, numbers) -> {
            out.writeLong(session);
            numbers.write(out);
        });
        return out.toBytes();
    }

    /**
     * What a note says.
     *
     * @param last up to where messages over links were delivered; empty if there were none
     */
    record Noted(Optional<DeliveredNote.Last> last, Taken taken) {}

    static Noted decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(5);
        long session = in.readLong(Long.MIN_VALUE, Long.MAX_VALUE);
        long number = in.readLong(0, Long.MAX_VALUE);
        Ranges lostLetters = Ranges.read(in);
        Ranges letters = Ranges.read(in, lostLetters);
        Map<Long, Ranges> sessions = new LinkedHashMap<>();
        for (int left = in.readArray(2 * MAX_SESSIONS); left > 1; left -= 2) {
            long of = in.readLong(Long.MIN_VALUE, Long.MAX_VALUE);
            sessions.put(of, Ranges.read(in));
        }
        in.end();
        Optional<DeliveredNote.Last> last = session == DirectWire.NO_SESSION
                ? Optional.empty()
                : Optional.of(new DeliveredNote.Last(session, number, 0, 0));
        return new Noted(last, new Taken(letters, lostLetters, sessions));
    }
}
