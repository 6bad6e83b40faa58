// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code pipes version} */
@Command(description = "Show the version of this program.")
public final class VersionCommand implements Runnable {
    private final Session session;

    public VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String version = System.getProperty("pipes.version", "unknown");
        String java = System.getProperty("java.version");
        session.out()
                .result(
                        JsonObject.empty().with("version", version).with("javaVersion", java),
                        "pipes " + version + " (Java " + java + ")");
    }
}
