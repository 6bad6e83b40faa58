// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.ConnectTimeoutException;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketException.Reason;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/** Says what Java's and Netty's exceptions mean for those who use sockets. */
final class Failures {
    private Failures() {}

    static SocketException connecting(Endpoint to, Throwable cause) {
        String text = textOf(cause);
        if (cause instanceof ConnectTimeoutException || text.contains("timed out")) {
            return timedOut(to);
        }
        if (cause instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("no route")) {
            return new SocketException(
                    Reason.UNREACHABLE, "There is no way to " + to + " from here. Check the address and the network.");
        }
        if (isLimit(text)) {
            return systemLimit();
        }
        if (isDenied(text)) {
            return new SocketException(
                    Reason.NOT_ALLOWED, "This user may not connect to " + to + ". Change who may, or the user.");
        }
        if (text.contains("temporarily unavailable")) {
            return new SocketException(
                    Reason.TIMED_OUT, "Who listens at " + to + " takes no callers at the moment. Try again.");
        }
        boolean refused = cause instanceof ConnectException
                || text.contains("refused")
                || text.contains("reset")
                || text.contains("no such file")
                || text.contains("filenotfoundexception");
        return refused
                ? nobodyThere(to)
                : new SocketException(
                        Reason.UNREACHABLE, "There is no way to " + to + " from here: " + cause.getMessage() + ".");
    }

    static SocketException binding(Endpoint at, Throwable cause) {
        String text = textOf(cause);
        if (isDenied(text)) {
            return new SocketException(
                    Reason.NOT_ALLOWED,
                    "This user may not listen at " + at
                            + ". Choose a port from 1024 on, or a file in a folder of its own.");
        }
        if (isLimit(text)) {
            return systemLimit();
        }
        if (text.contains("in use")) {
            return inUse(at);
        }
        if (text.contains("cannot assign") || text.contains("can't assign")) {
            return new SocketException(
                    Reason.UNREACHABLE,
                    "This machine has no address for " + at + ". Listen at one it has, or at 0.0.0.0 for all.");
        }
        if (text.contains("no such file") || text.contains("not a directory")) {
            return new SocketException(Reason.UNREACHABLE, "The folder of " + at + " is not there. Make it first.");
        }
        return cause instanceof BindException ? inUse(at) : unexpected(at + ": " + cause.getMessage());
    }

    static SocketException inUse(Endpoint at) {
        return new SocketException(
                Reason.IN_USE, "Somebody listens at " + at + " already. End what does, or choose another.");
    }

    static SocketException noSocket(Endpoint at) {
        return new SocketException(
                Reason.IN_USE, "At " + at + " is something that is no socket. It is left alone; choose another path.");
    }

    static SocketException nobodyThere(Endpoint to) {
        return new SocketException(Reason.REFUSED, "Nobody listens at " + to + ".");
    }

    static SocketException timedOut(Endpoint to) {
        return new SocketException(Reason.TIMED_OUT, to + " did not answer in time.");
    }

    static SocketException nameUnknown(String host) {
        return new SocketException(Reason.NAME_UNKNOWN, "There is no host " + host + ". Check how it is written.");
    }

    static SocketException limit(int sockets) {
        return new SocketException(
                Reason.LIMIT,
                "There are " + sockets + " sockets already, which is the limit (sockets of io.pipes.socket).");
    }

    static SocketException stopped() {
        return new SocketException(Reason.CLOSED, "The bundle io.pipes.socket has been stopped.");
    }

    static SocketException closedHere() {
        return new SocketException(Reason.CLOSED, "This side closed the socket.");
    }

    static SocketException resetHere() {
        return new SocketException(Reason.CLOSED, "This side reset the socket.");
    }

    static SocketException bothEnded() {
        return new SocketException(Reason.CLOSED, "Both sides have ended.");
    }

    static SocketException resetThere() {
        return new SocketException(Reason.RESET, "The other side reset the socket.");
    }

    static SocketException handlerFailed() {
        return new SocketException(Reason.CLOSED, "This side could not handle what arrived; see the log.");
    }

    static SocketException unexpected(String text) {
        return new SocketException(Reason.UNREACHABLE, "The system does not do it, and says: " + text + ".");
    }

    /** What a socket that was open has met. What the other side breaks off shows as a reset, or as a pipe that is broken. */
    static SocketException broken(Throwable cause) {
        String text = textOf(cause);
        if (text.contains("timed out")) {
            return new SocketException(Reason.TIMED_OUT, "The other side does not answer any more.");
        }
        if (text.contains("unreachable") || text.contains("no route")) {
            return new SocketException(Reason.UNREACHABLE, "There is no way to the other side any more.");
        }
        return resetThere();
    }

    private static SocketException systemLimit() {
        return new SocketException(
                Reason.LIMIT,
                "The system allows this process no more files. Raise its limit (ulimit -n) or end others.");
    }

    private static boolean isLimit(String text) {
        return text.contains("too many open files") || text.contains("no buffer space");
    }

    private static boolean isDenied(String text) {
        return text.contains("permission denied") || text.contains("not permitted") || text.contains("accessdenied");
    }

    /** Of the whole chain, because Netty wraps what the system says. */
    private static String textOf(Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable next = cause; next != null; next = next.getCause()) {
            text.append(next).append(' ');
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
