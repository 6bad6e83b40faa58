// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that has authenticated, with no more to it than its socket: it says nothing by itself, and answers no ping. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient connect(RunningGateway door) throws IOException {
        Socket socket = new Socket("127.0.0.1", door.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream()
                .write(("GET /api/v1 HTTP/1.1\r\n" + door.here() + RunningGateway.UPGRADE + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        RunningGateway.head(socket.getInputStream());
        RawClient client = new RawClient(socket);
        client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\"" + door.ownerToken()
                + "\"}}");
        assertThat(client.hear()).contains("\"result\"");
        return client;
    }

    /** A text of 126 to 65,535 bytes, under a mask of zeros. */
    private void say(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        socket.getOutputStream().write(frame);
    }

    /** A text of 126 to 65,535 bytes. */
    private String hear() throws IOException {
        byte[] head = socket.getInputStream().readNBytes(4);
        assertThat(head[1]).as("two bytes of length follow").isEqualTo((byte) 126);
        int length = (head[2] & 0xff) << 8 | head[3] & 0xff;
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Waits for a ping and does not answer. */
    void hearPing() throws IOException {
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(0x89, 0);
    }

    /** Waits for the end, and says whether it came without a word. */
    boolean isHungUpOn() throws IOException {
        return socket.getInputStream().read() == -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
