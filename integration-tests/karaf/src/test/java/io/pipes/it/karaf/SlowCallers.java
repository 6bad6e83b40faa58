// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Connections that say one byte now and then, or nothing, and come back when they are sent away. */
final class SlowCallers implements AutoCloseable {
    private static final int PERIOD_MILLIS = 500;

    private final int port;
    private final byte[] words;
    private final List<Socket> callers = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int said;
    private int returns;

    private SlowCallers(int port, byte[] words) {
        this.port = port;
        this.words = words;
    }

    /** @param words what each of them says, byte by byte; every second one says nothing */
    static SlowCallers at(int port, int count, byte[] words) throws IOException {
        SlowCallers slow = new SlowCallers(port, words);
        for (int i = 0; i < count; i++) {
            slow.callers.add(Crowd.connect(i, port));
        }
        slow.clock.scheduleAtFixedRate(slow::drip, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return slow;
    }

    private synchronized void drip() {
        for (int i = 0; i < callers.size(); i += 2) {
            try {
                callers.get(i).getOutputStream().write(words[said % words.length]);
            } catch (IOException sentAway) {
                callAgain(i);
            }
        }
        said++;
    }

    private void callAgain(int index) {
        try {
            callers.get(index).close();
            callers.set(index, Crowd.connect(index, port));
            returns++;
        } catch (IOException refused) {
            // Next time.
        }
    }

    /** How often one of them was sent away and came back. */
    synchronized int returns() {
        return returns;
    }

    @Override
    public synchronized void close() throws IOException {
        clock.shutdownNow();
        for (Socket caller : callers) {
            caller.close();
        }
    }
}
