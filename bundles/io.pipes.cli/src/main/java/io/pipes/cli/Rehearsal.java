// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.cli.output.Terminal;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Does what short commands do, so that Java can archive the classes they need. Run by the start script only; nothing it does can be seen
 * from outside.
 */
public final class Rehearsal {
    private static final String[][] LINES = {
        {"--json", "network", "list"},
        {"identity", "list"},
        {"node", "list", "--network", "x"},
        {"pipeline", "list"},
        {"token", "list"},
        {"status"},
        {"version"},
        {"send", "x", "y"},
        {"receive", "--count", "1", "--timeout", "1s"},
        {"start", "--listen", "nonsense"},
        {"stop"},
        {"network", "--help"}
    };

    private Rehearsal() {}

    public static void main(String... none) throws IOException {
        Path home = Files.createTempDirectory("pipes-rehearsal");
        Output out = new Output(nowhere(), nowhere(), Terminal.none());
        for (String[] line : LINES) {
            String[] arguments = new String[line.length + 2];
            arguments[0] = "--home";
            arguments[1] = home.toString();
            System.arraycopy(line, 0, arguments, 2, line.length);
            new Program(out, new ByteArrayInputStream(new byte[0])).run(arguments);
        }
        connect();
        Json.readObject("{\"a\":[1,2.5,true,null,\"text\",{}]}").toString();
        Files.delete(home);
    }

    /** As far as a connection gets with somebody who hangs up. */
    private static void connect() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread other = new Thread(() -> hangUp(server));
            other.setDaemon(true);
            other.start();
            NodeClient.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), "", Duration.ofSeconds(1))
                    .close();
        } catch (ClientException expected) {
            // Everything that matters is loaded now.
        }
    }

    private static void hangUp(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write("HTTP/1.1 101 \r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException expected) {
            // The rehearsal is over.
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    }
}
