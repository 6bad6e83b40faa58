// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards a loopback port to another one, and once told to, closes every connection after a random time, in the middle of whatever it
 * carries.
 */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService shears = Executors.newSingleThreadScheduledExecutor();
    private final Random random;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int meanMillis;

    private CuttingProxy(int port, int target, long seed) throws IOException {
        this.target = target;
        random = new Random(seed);
        door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        spawn(this::accept);
    }

    /**
     * @param port where to listen
     * @param target where to forward to
     */
    static CuttingProxy between(int port, int target, long seed) throws IOException {
        return new CuttingProxy(port, target, seed);
    }

    /** From now on connections live so long in the mean, those that are there as well. */
    void cutAfter(int millis) {
        meanMillis = millis;
        sockets.forEach(this::cutLater);
    }

    /** Connections live as long as they like again. */
    void leaveAlone() {
        meanMillis = 0;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket caller = door.accept();
            Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(caller);
            spawn(() -> pump(caller, called));
            spawn(() -> pump(called, caller));
            cutLater(caller);
        }
    }

    private synchronized void cutLater(Socket socket) {
        if (meanMillis > 0) {
            long life = (long) (-Math.log(1 - random.nextDouble()) * meanMillis);
            shears.schedule(() -> cut(socket), life, TimeUnit.MILLISECONDS);
        }
    }

    private void cut(Socket socket) {
        if (meanMillis > 0 && sockets.remove(socket)) {
            cuts.incrementAndGet();
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException over) {
                // It has ended by itself.
            }
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } finally {
            sockets.remove(from);
        }
    }

    private static void spawn(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // One of both has hung up.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shears.shutdownNow();
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** What a thread of the proxy does until a socket ends. */
    private interface Work {
        void run() throws IOException;
    }
}
