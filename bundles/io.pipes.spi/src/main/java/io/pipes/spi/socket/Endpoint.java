// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a socket is, as people write it: {@code localhost:8080} or {@code [::1]:8080} for TCP, {@code udp:localhost:53} for UDP,
 * {@code unix:/run/app.sock} for a Unix socket. {@code tcp:localhost:8080} is read as well.
 *
 * <p>Equal are those that are written alike, but for capitals in host names; names are not looked up.
 *
 * <p><b>Failure.</b> What is no endpoint is the caller's mistake: {@link IllegalArgumentException} with a sentence for people, which does
 * not repeat what was given.
 */
public sealed interface Endpoint {
    /** The longest text {@link #parse} looks at, in characters. */
    int MAX_LENGTH = 300;

    /**
     * Of TCP.
     *
     * @param host a name or a literal address without brackets, at most 253 characters, in small letters
     * @param port 0 to 65,535; 0 asks a listener for any free port
     */
    record Tcp(String host, int port) implements Endpoint {
        public Tcp {
            host = Written.host(host);
            Written.checkPort(port);
        }

        public Tcp withPort(int newPort) {
            return new Tcp(host, newPort);
        }

        @Override
        public String toString() {
            return Written.of(host, port);
        }
    }

    /**
     * Of UDP.
     *
     * @param host a name or a literal address without brackets, at most 253 characters, in small letters
     * @param port 0 to 65,535; 0 asks for any free port
     */
    record Udp(String host, int port) implements Endpoint {
        public Udp {
            host = Written.host(host);
            Written.checkPort(port);
        }

        public Udp withPort(int newPort) {
            return new Udp(host, newPort);
        }

        @Override
        public String toString() {
            return "udp:" + Written.of(host, port);
        }
    }

    /**
     * Of a Unix socket.
     *
     * @param path of its file: absolute, at most 107 bytes in UTF-8, without control characters
     */
    record Unix(String path) implements Endpoint {
        /** What systems have room for, in bytes. */
        public static final int MAX_PATH_BYTES = 107;

        private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]");

        public Unix {
            if (!PATH.matcher(path).matches() || path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
                throw new IllegalArgumentException(
                        "Not the path of a Unix socket. Write it from the root on, like unix:/run/app.sock, with at most "
                                + MAX_PATH_BYTES + " bytes.");
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** Reads what people write and {@link Object#toString} of an endpoint writes. */
    static Endpoint parse(String text) {
        if (text.startsWith("unix:")) {
            return new Unix(text.substring("unix:".length()));
        }
        Matcher parts = Written.TEXT.matcher(text.length() <= MAX_LENGTH ? text : "");
        if (!parts.matches()) {
            throw Written.noEndpoint();
        }
        String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
        int port = Integer.parseInt(parts.group(4));
        boolean udp = "udp".equals(parts.group(1));
        return udp ? new Udp(host, port) : new Tcp(host, port);
    }
}
