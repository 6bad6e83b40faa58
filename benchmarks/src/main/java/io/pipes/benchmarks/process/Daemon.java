// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody else's server on a port of 127.0.0.1. Ends with {@link #close} or with this process. */
public final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_MILLIS = 20;

    private final Process process;
    private final Path log;
    private final int port;

    private Daemon(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param log where its output goes
     * @param port on which it was told to listen
     */
    public static Daemon start(List<String> command, Path log, int port) throws IOException {
        return start(command, log, port, PATIENCE);
    }

    /** As the other one, but of what takes its time. */
    public static Daemon start(List<String> command, Path log, int port, Duration patience) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Daemon daemon = new Daemon(process, log, port);
        daemon.awaitListening(patience);
        return daemon;
    }

    private void awaitListening(Duration patience) throws IOException {
        long begin = System.nanoTime();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - begin > patience.toNanos()) {
                process.destroyForcibly();
                throw new IOException("It does not listen; " + log + " says why");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("stopped", stopped);
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
