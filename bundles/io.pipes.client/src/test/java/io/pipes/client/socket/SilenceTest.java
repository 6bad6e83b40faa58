// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of a connection when the other machine says nothing any more, which TCP tells nobody. */
class SilenceTest {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] PING = {(byte) 0x89, 0};
    private static final byte[] TEXT = {(byte) 0x81, 1, '7'};

    @Test
    void a_node_that_says_nothing_not_even_a_ping_is_gone() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> node = CompletableFuture.supplyAsync(() -> accept(server));
            WebSocket socket = WebSocket.connect(
                    new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), "/", 1_000, 20_000);
            node.join().getOutputStream().write(PING);
            node.join().getOutputStream().write(TEXT);
            assertThat(socket.receive()).containsExactly('7');

            socket.longestSilence(50);

            assertThatThrownBy(socket::receive)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing was heard");
            socket.abandon();
            node.join().close();
        }
    }

    private static Socket accept(ServerSocket server) {
        try {
            Socket socket = server.accept();
            String head = head(socket);
            String key = head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
            byte[] proof = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(proof) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }
}
