// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.channel.ConnectTimeoutException;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Says what Java's and Netty's exceptions mean for a caller. */
final class Failures {
    private static final int FIRST_FREE_PORT = 1_024;

    private Failures() {}

    static TransportException connecting(Address address, Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return timedOut(address);
        }
        if (cause instanceof UnknownHostException) {
            return new TransportException(Reason.UNREACHABLE, "There is no host " + address.host() + ".");
        }
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("timed out")) {
            return timedOut(address);
        }
        boolean noRoute = cause instanceof NoRouteToHostException || text.contains("unreachable");
        boolean refused = cause instanceof ConnectException || text.contains("refused") || text.contains("reset");
        if (refused && !noRoute) {
            return nobodyThere(address);
        }
        return new TransportException(Reason.UNREACHABLE, "There is no way to " + address + " from here.");
    }

    static TransportException nobodyThere(Address address) {
        return new TransportException(Reason.REFUSED, "Nobody listens at " + address + ".");
    }

    static TransportException timedOut(Address address) {
        return new TransportException(Reason.TIMED_OUT, address + " did not answer in time.");
    }

    static TransportException notHere(Address address) {
        return new TransportException(
                Reason.UNREACHABLE,
                "This machine has no address " + address.host() + ". Listen at one it has, or at 0.0.0.0 for all.");
    }

    static TransportException listening(Address address, InetAddress host, Throwable cause) {
        if (!isOurs(host)) {
            return notHere(address);
        }
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean denied = address.port() > 0 && address.port() < FIRST_FREE_PORT && text.contains("denied");
        if (denied) {
            return new TransportException(
                    Reason.UNSUPPORTED,
                    "This user may not listen at port " + address.port() + ". Choose one from 1024 on.");
        }
        return new TransportException(
                Reason.IN_USE, "Port " + address.port() + " is taken already. Stop what uses it, or choose another.");
    }

    static TransportException unsupported(Address address) {
        return new TransportException(
                Reason.UNSUPPORTED, address + " is not for TCP. Write it like tcp://192.0.2.1:7171.");
    }

    static TransportException stopped() {
        return new TransportException(Reason.CLOSED, "The TCP transport has been stopped.");
    }

    static TransportException limit(int connections) {
        return new TransportException(
                Reason.LIMIT,
                "There are " + connections + " connections already, which is the limit of this transport.");
    }

    static TransportException closedHere() {
        return new TransportException(Reason.CLOSED, "This side ended the connection.");
    }

    static TransportException closedThere() {
        return new TransportException(Reason.CLOSED, "The other side ended the connection.");
    }

    static TransportException broken(IOException cause) {
        // What was still to be sent fails like this when the other side has closed.
        return cause instanceof ClosedChannelException
                ? closedThere()
                : new TransportException(Reason.CLOSED, "The connection broke: " + cause.getMessage() + ".");
    }

    static TransportException handlerFailed() {
        return new TransportException(Reason.CLOSED, "This side could not handle what arrived; see the log.");
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }
}
