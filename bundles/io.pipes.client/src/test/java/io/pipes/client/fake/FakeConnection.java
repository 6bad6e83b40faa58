// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.fake;

import io.pipes.client.json.Json;
import io.pipes.client.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One client's connection. Written apart from the client's own code, so that both must agree on RFC 6455. */
public final class FakeConnection {
    private final Socket socket;
    private final FakeNode node;

    FakeConnection(Socket socket, FakeNode node) {
        this.socket = socket;
        this.node = node;
    }

    void serve() {
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            shakeHands(in);
            while (true) {
                String text = readText(in);
                if (text == null) {
                    return;
                }
                answer(Json.readObject(text));
            }
        } catch (IOException gone) {
            // The client went away.
        }
    }

    /** Sends a notification. */
    public void push(String method, JsonObject params) throws IOException {
        sendText(JsonObject.empty()
                .with("jsonrpc", "2.0")
                .with("method", method)
                .with("params", params)
                .toString());
    }

    public void sendText(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one frame as it is; the length is written in the shortest form. */
    public synchronized void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 65_536) {
            frame.write(126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(payload);
        OutputStream out = socket.getOutputStream();
        out.write(frame.toByteArray());
        out.flush();
    }

    public void drop() {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // That is what was wanted.
        }
    }

    private void answer(JsonObject request) throws IOException {
        JsonObject response = JsonObject.empty().with("jsonrpc", "2.0").with("id", request.value("id"));
        try {
            response = response.with("result", node.call(request, this));
        } catch (FakeNode.Unanswered silence) {
            return;
        } catch (FakeNode.Refusal refusal) {
            JsonObject data = JsonObject.empty().with("code", refusal.code).with("retry", refusal.retry);
            JsonObject error = JsonObject.empty().with("code", -32_000).with("message", refusal.getMessage());
            response = response.with("error", error.with("data", data));
        }
        sendText(response.toString());
    }

    private void shakeHands(DataInputStream in) throws IOException {
        String key = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("Sec-WebSocket-Key: ")) {
                key = line.substring(19);
            }
        }
        String answer =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(key) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The next text, or null at a close frame. Refuses what a client must not send. */
    private @Nullable String readText(DataInputStream in) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) == 0) {
                throw new IOException("a client's frame must be masked");
            }
            long length = second & 0x7f;
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (first == 0x81) {
                return new String(payload, StandardCharsets.UTF_8);
            }
            if (first == 0x88) {
                return null;
            }
        }
    }
}
