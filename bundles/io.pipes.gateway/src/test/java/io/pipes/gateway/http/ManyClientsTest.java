// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients cost that have nothing to say: both ends of each connection are in this process, and are counted. */
@Tag("long")
class ManyClientsTest {
    private static final int CLIENTS = 1_000;
    private static final long MOST_BYTES = 64 << 20;

    @Test
    void a_thousand_idle_clients_take_less_than_64_mebibytes_and_no_threads(@TempDir Path home) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (RunningGateway door = new RunningGateway(home)) {
            clients.add(idleClient(door));
            long before = usedBytes();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();

            for (int i = 0; i < CLIENTS; i++) {
                clients.add(idleClient(door));
            }

            assertThat(door.servlets.api().figures().clients()).isEqualTo(CLIENTS + 1);
            assertThat(usedBytes() - before).isLessThan(MOST_BYTES);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
                    .isLessThan(CLIENTS / 10);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    /** A client with no more to it than its socket. */
    private static Socket idleClient(RunningGateway door) throws IOException {
        Socket socket = new Socket("127.0.0.1", door.port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/v1 HTTP/1.1\r\n" + door.here() + RunningGateway.UPGRADE + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        RunningGateway.head(socket.getInputStream());
        socket.getOutputStream()
                .write(frame("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"auth\",\"params\":{\"token\":\""
                        + door.ownerToken() + "\"}}"));
        assertThat(text(socket)).contains("\"result\"");
        return socket;
    }

    /** A text of 126 to 65,535 bytes, under a mask of zeros. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }

    private static String text(Socket socket) throws IOException {
        byte[] head = socket.getInputStream().readNBytes(4);
        assertThat(head[1])
                .as("a text of that length comes with two bytes of length")
                .isEqualTo((byte) 126);
        int length = (head[2] & 0xff) << 8 | head[3] & 0xff;
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }
}
