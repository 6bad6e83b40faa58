// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import java.util.regex.Pattern;

/** What callers are told, and what is not done whoever asks for it. */
final class Sentences {
    /** What is looked up by nobody. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*");

    private Sentences() {}

    static void checkTarget(Endpoint target) {
        if (target instanceof Endpoint.Udp) {
            throw invalid(
                    "What is published is a TCP port or a Unix socket, like localhost:8080 or unix:/run/app.sock.");
        }
        if (target instanceof Endpoint.Tcp tcp) {
            if (tcp.port() == 0) {
                throw invalid("What is published has a port between 1 and 65535.");
            }
            if (isLinkLocal(tcp.host())) {
                throw new PipesException(
                        Code.REFUSED,
                        "Link-local addresses are not published: there clouds keep the secrets of their machines. Publish "
                                + "another address of that machine.");
            }
        }
    }

    /** As it is written: a name is looked at when it is called. */
    private static boolean isLinkLocal(String host) {
        return LITERAL.matcher(host).matches() && Reach.isLinkLocal(host);
    }

    static void checkListen(Endpoint listen) {
        if (listen instanceof Endpoint.Udp) {
            throw invalid(
                    "What is forwarded is a TCP port or a Unix socket, like 127.0.0.1:8080 or unix:/run/app.sock.");
        }
    }

    static PipesException noStreams() {
        return new PipesException(
                Code.FEATURE_MISSING, "Streams are not there, or are just being replaced. Install the feature stream.");
    }

    static PipesException notPublished(String service) {
        return new PipesException(Code.NOT_FOUND, "This node publishes no service " + service + ".");
    }

    static PipesException notForwarded(long number) {
        return new PipesException(Code.NOT_FOUND, "This node has no forward " + number + ".");
    }

    static PipesException toItself() {
        return invalid(
                "That service is one of this node itself. Programs of this machine call what it leads to directly.");
    }

    static PipesException noMember() {
        return new PipesException(Code.NOT_FOUND, "That node is no member of this network.");
    }

    static PipesException tooMany(int most) {
        return new PipesException(Code.BUSY, "A node forwards at most " + most + " ports. Remove one first.");
    }

    static PipesException cannotListen(Throwable failure) {
        Throwable cause = Endings.cause(failure);
        Code code = cause instanceof SocketException trouble
                ? switch (trouble.reason()) {
                    case IN_USE -> Code.ADDRESS_IN_USE;
                    case NOT_ALLOWED -> Code.REFUSED;
                    case LIMIT -> Code.BUSY;
                    case NAME_UNKNOWN, UNREACHABLE -> Code.INVALID_ARGUMENT;
                    default -> Code.INTERNAL;
                }
                : Code.INTERNAL;
        return new PipesException(code, String.valueOf(cause.getMessage()), cause);
    }

    private static PipesException invalid(String sentence) {
        return new PipesException(Code.INVALID_ARGUMENT, sentence);
    }
}
