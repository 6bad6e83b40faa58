// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A socket to a node's API over which a test says whatever it likes. */
final class RawApi implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int HEAD = 64 << 10;

    private final Socket socket;

    RawApi(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** One whose connection has become a WebSocket. */
    static RawApi upgraded(int port) throws IOException {
        RawApi api = new RawApi(port);
        api.say("GET /api/v1 HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        String answer = api.head();
        if (!answer.startsWith("HTTP/1.1 101")) {
            api.close();
            throw new IOException("no upgrade: " + answer);
        }
        return api;
    }

    void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** What the other side says up to the first empty line or its end. A reset ends it as well. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            while (head.size() < HEAD
                    && !head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.write(next);
            }
        } catch (SocketException reset) {
            // It had more to read than it wanted.
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** What the other side says until it ends the connection, which it must. */
    byte[] rest() throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    /** No more is said; the other side may still answer. */
    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** A frame as a browser sends it. */
    static byte[] frame(int firstByte, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(firstByte, true, payload.length));
        out.writeBytes(new byte[4]); // A mask of zeros changes nothing.
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** The head of a frame that says that so much follows. */
    static byte[] head(int firstByte, boolean masked, long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int mask = masked ? 0x80 : 0;
        out.writeByte(firstByte);
        if (length >= 0 && length < 126) {
            out.writeByte(mask | (int) length);
        } else if (length >= 0 && length < 65_536) {
            out.writeByte(mask | 126);
            out.writeShort((int) length);
        } else {
            out.writeByte(mask | 127);
            out.writeLong(length);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
