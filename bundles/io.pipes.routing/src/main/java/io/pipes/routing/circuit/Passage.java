// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.spi.node.NodeContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A circuit of others on its way through this node: what arrives from one side waits for the other one, never more than a window, and its
 * credit goes back when it has left.
 *
 * <pre>
 *   OPENING --OPENED from the next--> OPEN --CLOSE from a side, its last bytes have left to the other--> OVER
 *      +-- refused, silent, broken ---------------- broken, or those bytes do not leave in time ----------^
 * </pre>
 */
final class Passage {
    /** How long the last bytes of a side that has closed may take to leave. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** What came by a connection and has to leave in messages waits up to so many bytes, within what is reserved. */
    private static final int MOST_WAITING = 128 << 10;

    /** What a dedicated connection queues at most: a transport's high-water mark of half a mebibyte, and what comes uninvited. */
    private static final long MOST_BESIDE = 640 << 10;

    /** What may come at once though there is no room: a transport hands over what it has read, and all there is when a connection ends. */
    private static final int MOST_UNINVITED = 128 << 10;

    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(400);
    private static final Duration PATIENCE_PER_HOP = Duration.ofMillis(200);

    private final NodeContext node;
    private final Reservations.Reservation reservation;
    private final Side back = new Side();
    private final Side forth = new Side();
    private Cancellable timer = () -> {};

    private Passage(NodeContext node, Reservations.Reservation reservation, Hop from) {
        this.node = node;
        this.reservation = reservation;
        back.hop = from;
        from.occupy(back);
    }

    /** Asks the next node on behalf of the one before. */
    static void begin(
            NodeContext node, Reservations.Reservation reservation, Hop from, Trunk next, OpenRequest request) {
        new Passage(node, reservation, from).ask(next, request.next());
    }

    private void ask(Trunk next, OpenRequest request) {
        forth.hop = next.open(request, forth);
        if (forth.hop == null) {
            refuse(Refusal.Reason.NO_ROOM);
        } else {
            timer = node.loop().schedule(patience(request), this::silent);
        }
    }

    /** Those nearer to the target give up first, so that the origin hears which link is to blame. */
    private static Duration patience(OpenRequest request) {
        Duration patience = SHORTEST_PATIENCE.plus(
                PATIENCE_PER_HOP.multipliedBy(request.rest().size() + 1L));
        return patience.compareTo(Call.PATIENCE) < 0 ? patience : Call.PATIENCE;
    }

    private void silent() {
        forth.close(Ending.BROKEN);
        refuse(Refusal.Reason.SILENT);
    }

    private void refuse(Refusal.Reason reason) {
        refuse(new Refusal(reason, node.id()));
    }

    private void refuse(Refusal refusal) {
        if (back.hop != null) {
            back.hop.refuse(refusal);
        }
        over();
    }

    private void opened() {
        timer.cancel();
        timer = () -> {};
        if (back.hop != null) {
            back.hop.accept();
        }
    }

    /** One side has ended. */
    private void ended(Side gone, Side remaining, Ending ending) {
        gone.forget();
        if (remaining.hop != null && remaining.hop.opening() && remaining == back) {
            refuse(Refusal.Reason.NO_LINK);
        } else if (ending == Ending.DRAINED && !remaining.queue.isEmpty()) {
            remaining.draining = true;
            timer.cancel();
            timer = node.loop().schedule(LINGER, () -> finish(remaining, Ending.BROKEN));
        } else {
            finish(remaining, ending);
        }
    }

    private void finish(Side remaining, Ending ending) {
        remaining.close(ending);
        over();
    }

    private void over() {
        timer.cancel();
        back.forget();
        forth.forget();
        reservation.release();
    }

    /** What leads in one of the two directions. */
    private final class Side implements Hop.Occupant {
        /** Came from the other side and waits for this one. */
        private final ArrayDeque<Bytes> queue = new ArrayDeque<>();

        private @Nullable Hop hop;
        private int waiting;
        private int uninvited;
        private long beside;
        private boolean draining;

        private Side other() {
            return this == back ? forth : back;
        }

        private void close(Ending ending) {
            if (hop != null) {
                hop.close(ending);
            }
            forget();
        }

        private void forget() {
            hop = null;
            queue.clear();
            waiting = 0;
        }

        @Override
        public void opened() {
            Passage.this.opened();
        }

        @Override
        public void refused(Refusal refusal) {
            forget();
            refuse(refusal);
        }

        @Override
        public void arrived(Bytes data) {
            Side to = other();
            if (to.hop != null) {
                to.add(data);
                to.hop.want();
            }
        }

        private void add(Bytes data) {
            queue.addLast(data);
            waiting += Messages.cost(data);
        }

        /** Beside the window of memory that there is for what leads this way: the queue may be full as well. */
        @Override
        public boolean takeRoomBeside() {
            boolean there = reservation.grow(MOST_BESIDE);
            beside = there ? MOST_BESIDE : 0;
            return there;
        }

        @Override
        public void giveRoomBack() {
            reservation.shrink(beside);
            beside = 0;
        }

        /** From one dedicated connection to the other as it is; where there is no other, in messages. */
        @Override
        public void streamed(ByteBuffer bytes) {
            Side to = other();
            Hop next = to.hop;
            if (next == null || isTooMuch(to, bytes.remaining())) {
                return;
            }
            if (to.queue.isEmpty() && next.streams()) {
                next.stream(bytes);
                next.flush();
            } else {
                Messages.split(bytes, to::add);
                next.want();
            }
            if (hop != null && !to.hasRoom()) {
                hop.hold();
            }
        }

        /** What was asked to wait and comes all the same breaks the circuit before it takes memory that nobody has reserved. */
        private boolean isTooMuch(Side to, int size) {
            to.uninvited = to.hasRoom() ? 0 : to.uninvited + size;
            if (to.uninvited <= MOST_UNINVITED) {
                return false;
            }
            close(Ending.BROKEN);
            ended(this, to, Ending.BROKEN);
            return true;
        }

        private boolean hasRoom() {
            return hop != null && (hop.streams() ? queue.isEmpty() && hop.takesMore() : waiting < MOST_WAITING);
        }

        /** Who brings this side's bytes by a connection may bring more. */
        @Override
        public void relieved() {
            Hop from = other().hop;
            if (from != null && hasRoom()) {
                from.resume();
            }
        }

        @Override
        public int nextPayload() {
            Bytes first = queue.peekFirst();
            return first == null ? 0 : first.size() - Messages.HEADER;
        }

        @Override
        public Bytes next() {
            Bytes data = queue.removeFirst();
            waiting -= Messages.cost(data);
            Hop from = other().hop;
            if (from != null) {
                from.release(Messages.cost(data));
            }
            return data;
        }

        @Override
        public void sent() {
            if (draining && queue.isEmpty()) {
                finish(this, Ending.DRAINED);
            } else {
                relieved();
            }
        }

        @Override
        public void closed(Ending ending) {
            ended(this, other(), ending);
        }
    }
}
