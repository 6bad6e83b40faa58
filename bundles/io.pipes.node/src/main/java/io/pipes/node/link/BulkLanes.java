// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.spi.crypto.SessionSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lanes beside the first one. Each has a connection of its own, so that a socket full of bulk delays nothing else. There is none
 * until a conversation has moved much; then it gets one, and stays on it. It changes over when all it said on the first lane has
 * arrived, so the order of its messages holds without a word between the two sides.
 */
final class BulkLanes {
    /** How many there can be. Their numbers are 1 and up. */
    static final int MAX = 4;

    /** A conversation that has moved so much in bulk gets a lane, in bytes. */
    static final long ENOUGH = 1 << 20;

    /** After a lane could not be had, when to try again, whoever asks for it meanwhile. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Link link;
    private final LinkParts parts;
    private final LaneKeys.@Nullable Seed[] seeds = new LaneKeys.Seed[MAX + 1];
    private final @Nullable Entry[] entries = new Entry[MAX + 1];
    private final List<Conversation> wishes = new ArrayList<>();
    private final List<Mover> movers = new ArrayList<>();
    private int assigned;

    BulkLanes(Link link, LinkParts parts, SessionSecret session) {
        this.link = link;
        this.parts = parts;
        for (int number = 1; number <= MAX; number++) {
            seeds[number] = LaneKeys.Seed.of(parts.suite(), session, link.initiator(), number);
        }
    }

    /** A conversation should leave the first lane; it does not while a record is being made. */
    void wish(Conversation conversation) {
        wishes.add(conversation);
    }

    /** A record is made: who wished for a lane meanwhile is on its way to one. */
    void grantWishes() {
        if (!wishes.isEmpty()) {
            List<Conversation> granted = List.copyOf(wishes);
            wishes.clear();
            granted.forEach(this::grant);
        }
    }

    private void grant(Conversation conversation) {
        int number = 1 + assigned++ % MAX;
        Mover mover = new Mover(conversation, number);
        movers.add(mover);
        Entry entry = entries[number];
        if (entry != null && entry.ready) {
            mover.rest();
            settle();
        } else if (link.initiator()) {
            call(number);
        } else {
            link.multiplexer().say(FrameType.LANE, number);
        }
    }

    /** The other side wants this lane and cannot call. */
    void asked(FrameReader frame) throws MalformedException {
        int number = frame.octet();
        if (!link.initiator() || number < 1 || number > MAX) {
            throw new MalformedException("asks for a lane that is not for it to ask for");
        }
        call(number);
    }

    private void call(int number) {
        Entry entry = entry(number);
        if (!entry.ready && !entry.called) {
            entry.called = true;
            link.call(entry.lane);
        }
    }

    /** The lane of that number, made when it is first needed. */
    Lane lane(int number) throws MalformedException {
        if (number < 1 || number > MAX) {
            throw new MalformedException("there is no such lane");
        }
        return entry(number).lane;
    }

    private Entry entry(int number) {
        Entry known = entries[number];
        if (known == null) {
            known = new Entry(number);
            entries[number] = known;
        }
        return known;
    }

    /** A lane has a connection: for the first time, or again. */
    void attached(Lane lane) {
        Entry entry = entry(lane.number());
        entry.ready = true;
        entry.called = false;
        movers.forEach(mover -> {
            if (mover.number == lane.number()) {
                mover.rest();
            }
        });
        settle();
    }

    /** A lane that never had a connection got none; who waits stays where it is. */
    boolean givenUp(Lane lane) {
        Entry entry = entry(lane.number());
        if (entry.ready) {
            return false;
        }
        entry.again = parts.loop().schedule(PAUSE, () -> link.call(entry.lane));
        return true;
    }

    /** A conversation is no more. */
    void forget(Conversation conversation) {
        wishes.remove(conversation);
        movers.removeIf(mover -> mover.conversation == conversation);
    }

    /** Whether conversations may be on this lane by now. */
    boolean inUse(Lane lane) {
        return entry(lane.number()).ready;
    }

    /** The first lane's records have arrived up to some place: who waits for that changes over. */
    void settle() {
        if (movers.isEmpty()) {
            return;
        }
        Iterator<Mover> all = movers.iterator();
        while (all.hasNext()) {
            Mover mover = all.next();
            if (mover.resting && link.confirmed() >= mover.barrier) {
                all.remove();
                mover.conversation.moveTo(entry(mover.number).turns);
            }
        }
    }

    /** All that are there. */
    List<Lane> lanes() {
        List<Lane> there = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry != null) {
                there.add(entry.lane);
            }
        }
        return there;
    }

    void close() {
        wishes.clear();
        movers.clear();
        for (Entry entry : entries) {
            if (entry != null) {
                entry.again.cancel();
                entry.lane.close();
            }
        }
        for (LaneKeys.Seed seed : seeds) {
            if (seed != null) {
                seed.close();
            }
        }
    }

    /** A conversation on its way to a lane. */
    private final class Mover {
        private final Conversation conversation;
        private final int number;
        private boolean resting;
        private long barrier;

        Mover(Conversation conversation, int number) {
            this.conversation = conversation;
            this.number = number;
        }

        void rest() {
            if (!resting) {
                resting = true;
                conversation.rest();
                barrier = link.needed();
            }
        }
    }

    /** One lane and what it carries: frames with data and nothing else. */
    private final class Entry implements Outlet.Source, Inlet.Recipient {
        private final Lane lane;
        private final Turns turns;
        private boolean ready;
        private boolean called;
        private Cancellable again = () -> {};

        Entry(int number) {
            LaneKeys.Seed seed = seeds[number];
            if (seed == null) {
                throw new IllegalStateException("The lane was made before");
            }
            seeds[number] = null;
            lane = new Lane(link, parts, number, seed.keys(parts.suite(), parts.now()), this, this);
            turns = new Turns(lane::wantToSend);
        }

        @Override
        public boolean speaking() {
            return link.speaking();
        }

        @Override
        public boolean hasFrames() {
            return !turns.isEmpty();
        }

        @Override
        public void write(FrameWriter out) {
            turns.write(out);
        }

        @Override
        public boolean hasVital() {
            return false;
        }

        @Override
        public void writeVital(FrameWriter out) {}

        @Override
        public void sent() {
            link.sent();
        }

        @Override
        public boolean closed() {
            return link.closed();
        }

        @Override
        public void heard() {
            link.heardOn(lane);
            if (!ready) {
                // Only now it is certain that the one who called has the answer.
                attached(lane);
            }
        }

        @Override
        public void frame(FrameReader frame) throws MalformedException {
            if (frame.type() != FrameType.DATA) {
                throw new MalformedException("a bulk lane carries data only");
            }
            link.multiplexer().data(frame);
        }

        @Override
        public void confirmed() {
            lane.wantToSend();
        }
    }
}
