// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Passes connections on to a server, and cuts one off at the next COMMIT: before the server hears of it, or before we hear its answer. */
final class CommitCutter implements AutoCloseable {
    /** What a store says last before it commits; the driver waits for the answer, and sends the word itself only once. */
    private static final String LAST_WORDS = "UPDATE pipes.store SET next_position";

    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int server;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NOTHING);

    /** When to cut. */
    enum Cut {
        NOTHING,
        BEFORE_COMMIT,
        BEFORE_ANSWER
    }

    CommitCutter(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void cut(Cut cut) {
        next.set(cut);
    }

    /** Whether what was asked for has been done. */
    boolean hasCut() {
        return next.get() == Cut.NOTHING;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // One of the two ends is gone, or both.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Passage passage = new Passage(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), server));
            start(passage::up);
            start(passage::down);
        }
    }

    private final class Passage {
        private final Socket client;
        private final Socket database;
        private volatile boolean answerIsCut;

        Passage(Socket client, Socket database) {
            this.client = client;
            this.database = database;
        }

        void up() throws IOException {
            byte[] buffer = new byte[1 << 16];
            boolean commitIsNext = false;
            try (client;
                    database;
                    InputStream in = client.getInputStream();
                    OutputStream out = database.getOutputStream()) {
                for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    if (commitIsNext) {
                        Cut cut = next.getAndSet(Cut.NOTHING);
                        if (cut == Cut.BEFORE_COMMIT) {
                            return;
                        }
                        answerIsCut = cut == Cut.BEFORE_ANSWER;
                    }
                    commitIsNext = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(LAST_WORDS);
                    out.write(buffer, 0, length);
                }
            }
        }

        void down() throws IOException {
            byte[] buffer = new byte[1 << 16];
            try (client;
                    database;
                    InputStream in = database.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                for (int length = in.read(buffer); length > 0 && !answerIsCut; length = in.read(buffer)) {
                    out.write(buffer, 0, length);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
