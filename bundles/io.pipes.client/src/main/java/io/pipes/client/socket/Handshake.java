// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns an HTTP connection into a WebSocket one. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_ANSWER_BYTES = 16 << 10;

    private final String key;

    Handshake(SecureRandom random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    /** What is wanted of whom. */
    record Request(String host, String path, List<String> subProtocols) {}

    void send(OutputStream out, Request request) throws IOException {
        String wish = request.subProtocols.isEmpty()
                ? ""
                : "\r\nSec-WebSocket-Protocol: " + String.join(", ", request.subProtocols);
        String head = "GET " + request.path + " HTTP/1.1\r\nHost: " + request.host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + wish + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Which sub-protocol the other side has chosen, if any. */
    Optional<String> receive(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new WebSocketException("it answered '" + printable(lines[0]) + "'");
        }
        if (!header(lines, "sec-websocket-accept").filter(accept(key)::equals).isPresent()) {
            throw new WebSocketException("it did not prove that it speaks WebSocket");
        }
        return header(lines, "sec-websocket-protocol");
    }

    private static Optional<String> header(String[] lines, String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(line.substring(colon + 1).trim());
            }
        }
        return Optional.empty();
    }

    /** What a server answers to a key. */
    static String accept(String key) {
        try {
            byte[] both = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-1", impossible);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0 || head.length() == MAX_ANSWER_BYTES) {
                throw new WebSocketException("it did not answer as a web server does");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static String printable(String line) {
        return line.replaceAll("[^ -~]", "?").substring(0, Math.min(80, line.length()));
    }
}
