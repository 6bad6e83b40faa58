// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.home;

import io.pipes.client.home.Home;
import io.pipes.client.json.Json;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How a node was started, kept in its home so that other commands find it and the next start makes it the same way: peers remember
 * addresses.
 *
 * @param console where its API listens, host and port
 * @param listen where it accepts other nodes
 * @param discovery on or off
 * @param peering auto or manual
 * @param passphraseFile the path of the file with the passphrase, never what is in it; empty when a key file unlocks
 */
public record RunInfo(
        long pid, String console, String listen, String discovery, String peering, String passphraseFile) {
    public static Optional<RunInfo> read(Home home) {
        try {
            JsonObject stored = Json.readObject(Files.readString(home.runFile()));
            return Optional.of(new RunInfo(
                    stored.number("pid").orElse(0L),
                    stored.text("console", ""),
                    stored.text("listen", ""),
                    stored.text("discovery", "on"),
                    stored.text("peering", "auto"),
                    stored.text("passphraseFile", "")));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Replaces what was there, whole or not at all. */
    public void write(Home home) throws IOException {
        JsonObject stored = JsonObject.empty()
                .with("pid", pid)
                .with("console", console)
                .with("token", home.tokenFile().toString())
                .with("listen", listen)
                .with("discovery", discovery)
                .with("peering", peering)
                .with("passphraseFile", passphraseFile);
        Path temporary = home.runFile().resolveSibling("node.json.new");
        Files.writeString(temporary, stored + "\n");
        Files.move(temporary, home.runFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
