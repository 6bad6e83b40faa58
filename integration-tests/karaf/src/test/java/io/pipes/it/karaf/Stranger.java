// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** Somebody who knows where a node listens and nothing else. */
final class Stranger {
    private static final int PATIENCE_MILLIS = 60_000;

    private Stranger() {}

    /** Sends this and counts what comes back until the node hangs up, which it must. */
    static int answerTo(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketTimeoutException held) {
            throw new AssertionError("the node held a stranger for " + PATIENCE_MILLIS + " ms", held);
        } catch (SocketException reset) {
            // A reset says nothing either: the node had unread bytes when it hung up.
            return 0;
        }
    }
}
