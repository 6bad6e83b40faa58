// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.home;

import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/** The way into the node of a home, for its owner. */
public final class Door {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Door() {}

    /** @throws ClientException with {@code NOT_RUNNING} and the way out if there is no node, or none that answers */
    public static NodeClient open(Home home) {
        NodeProcess process = NodeProcess.of(home).orElseThrow(() -> notRunning(home));
        String console = process.console().orElseThrow(() -> notRunning(home));
        try {
            return NodeClient.connect(address(console), token(home), PATIENCE);
        } catch (ClientException failed) {
            if (!failed.code().equals(ClientException.NOT_RUNNING)) {
                throw failed;
            }
            throw new ClientException(
                    ClientException.NOT_RUNNING,
                    "The node in " + home + " (process " + process.pid() + ") does not answer at " + console
                            + " yet. Try again in a moment; '" + home.command("logs") + "' shows what it does.",
                    true,
                    failed);
        }
    }

    /** The owner's token. */
    public static String token(Home home) {
        try {
            return Files.readString(home.tokenFile()).trim();
        } catch (NoSuchFileException notYet) {
            throw new ClientException(
                    ClientException.NOT_RUNNING,
                    "The node in " + home + " is still starting. Try again in a moment.",
                    true,
                    notYet);
        } catch (IOException forbidden) {
            throw new ClientException(
                    "refused",
                    "The token " + home.tokenFile() + " cannot be read. Run this as the owner of " + home + ".",
                    false,
                    forbidden);
        }
    }

    /** Where to connect to for an API that listens at {@code host:port}. */
    public static InetSocketAddress address(String console) {
        int colon = console.lastIndexOf(':');
        String host = console.substring(0, colon).replace("[", "").replace("]", "");
        boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
        return new InetSocketAddress(everywhere ? "127.0.0.1" : host, Integer.parseInt(console.substring(colon + 1)));
    }

    private static ClientException notRunning(Home home) {
        return new ClientException(
                ClientException.NOT_RUNNING,
                "No node runs in " + home + ". Start it with '" + home.command("start") + "'.",
                false);
    }
}
