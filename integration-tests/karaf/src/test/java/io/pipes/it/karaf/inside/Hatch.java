// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf.inside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes one line from each caller on a loopback port, answers with any number of lines and hangs up. */
final class Hatch implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Orders orders;

    /** What a line asks for. */
    interface Orders {
        String answer(String line) throws Exception;
    }

    /** @param port the file that tells where to call */
    Hatch(Path port, Orders orders) throws IOException {
        this.orders = orders;
        Path draft = port.resolveSibling(port.getFileName() + ".tmp");
        Files.writeString(draft, Integer.toString(door.getLocalPort()));
        Files.move(draft, port, StandardCopyOption.ATOMIC_MOVE);
        Thread thread = new Thread(this::serve, "hatch");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket caller = door.accept();
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                    PrintStream out = new PrintStream(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
                out.println(answer(in.readLine()));
            } catch (IOException over) {
                // Stopped, or the test has gone.
            }
        }
    }

    private String answer(String line) {
        try {
            return orders.answer(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "failed: interrupted";
        } catch (Exception failed) {
            return "failed: " + failed;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
