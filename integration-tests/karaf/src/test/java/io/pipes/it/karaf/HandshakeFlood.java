// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Handshakes without end, from many addresses: prefaces of people who do not know the secret, and beginnings that do not go on. */
final class HandshakeFlood {
    private static final int HELD = 2_000;

    private final int port;
    private final byte[] recorded;
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Socket> held = new ConcurrentLinkedQueue<>();

    HandshakeFlood(int port, byte[] recorded) {
        this.port = port;
        this.recorded = recorded;
    }

    /** Returns when it is over. */
    void pour(int perSecond, int seconds) throws Exception {
        try {
            Crowd.come(perSecond * seconds, perSecond, this::one);
        } finally {
            for (Socket socket = held.poll(); socket != null; socket = held.poll()) {
                socket.close();
            }
        }
    }

    /** How many connections were made. */
    int made() {
        return made.get();
    }

    private void one(int number, Random chance) throws IOException {
        Socket socket = Crowd.connect(number, port);
        made.incrementAndGet();
        byte[] forged = recorded.clone();
        forged[2 + chance.nextInt(16)] ^= (byte) 0x10;
        boolean whole = chance.nextBoolean();
        held.add(socket);
        if (held.size() > HELD) {
            held.remove().close();
        }
        socket.getOutputStream()
                .write(whole ? forged : Arrays.copyOf(recorded, 1 + chance.nextInt(recorded.length - 1)));
    }
}
