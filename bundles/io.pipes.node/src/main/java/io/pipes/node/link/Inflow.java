// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way in: puts fragments together and keeps account of the credit. All that waits here, whole or in parts, was paid
 * for with credit, so it never exceeds the window.
 */
final class Inflow {
    /** A full live packet and what surrounds it, so that it is not copied once more when the array grows, in bytes. */
    private static final int FIRST_ASSEMBLY = 80 << 10;

    private final int window;
    private final ArrayDeque<Arrived> waiting = new ArrayDeque<>();
    private byte[] assembly = new byte[0];
    private int assembled;
    private int last;
    private int expected = FIRST_ASSEMBLY;
    private int cost;
    private long left;
    private long owed;
    private boolean paused;

    Inflow(int window) {
        this.window = window;
        left = window;
    }

    /** The window to announce for one that the protocol asks for: it leaves room for what the frames of a message cost. */
    static int announced(int asked) {
        return (int) Outflow.cost(asked) + Outflow.FRAME_COST;
    }

    int window() {
        return window;
    }

    /** Takes a frame in; true when a message is complete, which then waits. */
    boolean accept(FrameReader frame) throws MalformedException {
        int frameCost = frame.length() + Outflow.FRAME_COST;
        if (frameCost > left) {
            throw new MalformedException("more than its credit");
        }
        left -= frameCost;
        cost += frameCost;
        boolean whole = !frame.more() && assembled == 0;
        if (!whole) {
            append(frame);
        }
        if (frame.more()) {
            return false;
        }
        waiting.addLast(new Arrived(whole ? frame.payload() : assembledMessage(), cost));
        cost = 0;
        return true;
    }

    private void append(FrameReader frame) throws MalformedException {
        int size = assembled + frame.length();
        if (size > Exchange.MAX_MESSAGE_BYTES) {
            throw new MalformedException("message is too long");
        }
        if (size > assembly.length) {
            assembly = Arrays.copyOf(assembly, room(size));
        }
        frame.payloadTo(assembly, assembled);
        assembled = size;
    }

    private int room(int needed) {
        if (assembly.length == 0) {
            return Math.max(expected, needed);
        }
        int doubled = Math.min(2 * assembly.length, Exchange.MAX_MESSAGE_BYTES);
        return Math.max(Math.max(FIRST_ASSEMBLY, needed), doubled);
    }

    /** Where one message is as long as the one before, as in bulk, the next one gets an array that it fills, and is not copied again. */
    private void expectAnother() {
        expected = assembled == last ? Math.min(assembled, FIRST_ASSEMBLY) : FIRST_ASSEMBLY;
        last = assembled;
    }

    private Bytes assembledMessage() {
        expectAnother();
        byte[] message = assembled == assembly.length ? assembly : Arrays.copyOf(assembly, assembled);
        assembly = new byte[0];
        assembled = 0;
        return Bytes.wrap(message);
    }

    /** The next whole message; what it cost is owed to the other side from now on. */
    @Nullable
    Bytes poll() {
        Arrived next = waiting.pollFirst();
        if (next == null) {
            return null;
        }
        owed += next.cost;
        return next.message;
    }

    boolean paused() {
        return paused;
    }

    void pause(boolean pausedNow) {
        paused = pausedNow;
    }

    /** Credit that should go to the other side now; it counts as granted. 0 when there is none to grant. */
    long grant() {
        if (paused || owed == 0 || left >= window / 2) {
            return 0;
        }
        long granted = owed;
        left += granted;
        owed = 0;
        return granted;
    }

    private record Arrived(Bytes message, int cost) {}
}
