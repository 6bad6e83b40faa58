// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Forwards a loopback port to another one and keeps every byte, as somebody on the way would. */
final class RecordingProxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket door;
    private final int target;
    private final List<Recording> recordings = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    private RecordingProxy(int port, int target) throws IOException {
        this.target = target;
        door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        spawn(this::accept);
    }

    /**
     * @param port where to listen, 0 for any
     * @param target where to forward to
     */
    static RecordingProxy between(int port, int target) throws IOException {
        return new RecordingProxy(port, target);
    }

    int port() {
        return door.getLocalPort();
    }

    /** What went over all connections so far, both directions. */
    synchronized List<byte[]> streams() {
        return recordings.stream()
                .flatMap(recording -> List.of(recording.there.toByteArray(), recording.back.toByteArray()).stream())
                .toList();
    }

    long bytes() {
        return streams().stream().mapToLong(stream -> stream.length).sum();
    }

    /** Whether some stream contains the text. */
    boolean contains(String text) {
        return streams().stream()
                .anyMatch(stream -> new String(stream, StandardCharsets.ISO_8859_1)
                        .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    }

    /** What the callers sent before they were answered, connection by connection. */
    synchronized List<byte[]> firstFlights() {
        return recordings.stream().map(recording -> recording.flight.clone()).toList();
    }

    private void accept() throws IOException {
        while (true) {
            Socket caller = door.accept();
            Socket called = new Socket(InetAddress.getLoopbackAddress(), target);
            Recording recording = new Recording();
            synchronized (this) {
                recordings.add(recording);
                sockets.add(caller);
                sockets.add(called);
            }
            spawn(() -> pump(caller, called, recording, true));
            spawn(() -> pump(called, caller, recording, false));
        }
    }

    private void pump(Socket from, Socket to, Recording recording, boolean there) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                synchronized (this) {
                    recording.keep(buffer, read, there);
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }

    private static void spawn(Pump work) {
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
    public synchronized void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** What a thread of the proxy does until a socket ends. */
    private interface Pump {
        void run() throws IOException;
    }

    /** One connection's bytes. */
    private static final class Recording {
        private final ByteArrayOutputStream there = new ByteArrayOutputStream();
        private final ByteArrayOutputStream back = new ByteArrayOutputStream();
        private byte[] flight = {};

        void keep(byte[] bytes, int count, boolean forward) {
            (forward ? there : back).write(bytes, 0, count);
            if (!forward && flight.length == 0) {
                flight = there.toByteArray();
            }
        }
    }
}
