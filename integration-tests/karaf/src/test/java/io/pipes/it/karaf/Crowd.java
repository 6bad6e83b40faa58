// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many who come from many addresses of this machine, so many a second. */
final class Crowd {
    private static final int THREADS = 8;
    private static final int CONNECT_MILLIS = 20_000;
    private static final long SEED = 20_260_101;

    private Crowd() {}

    /** What one of them does. Trouble with a socket is what it came for, and no failure. */
    @FunctionalInterface
    interface Visit {
        void make(int number, Random chance) throws IOException;
    }

    /** Returns when all of them have left. */
    static void come(int count, int perSecond, Visit visit) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long begun = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                all.add(threads.submit(() -> {
                    for (int number = first; number < count; number += THREADS) {
                        awaitTurn(begun + number * (TimeUnit.SECONDS.toNanos(1) / perSecond));
                        make(visit, number);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitTurn(long turn) {
        for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void make(Visit visit, int number) {
        try {
            visit.make(number, new Random(SEED + number));
        } catch (IOException expected) {
            // The node hangs up on those who misbehave, often in the middle of what they do.
        }
    }

    /** A connection from one of 250 loopback addresses, none of them the one that honest nodes call from. */
    static Socket connect(int number, int port) throws IOException {
        Socket socket = new Socket();
        try {
            int host = number % 250;
            socket.bind(new InetSocketAddress(
                    InetAddress.getByName("127.0." + (1 + host / 200) + "." + (1 + host % 200)), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
