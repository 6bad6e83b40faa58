// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.launch.Stopper;
import io.pipes.client.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code pipes stop} */
@Command(description = "Stop the node.")
public final class StopCommand implements Runnable {
    private final Session session;

    public StopCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        long pid = new Stopper(session.home(), session.out()).stop();
        session.out().result(JsonObject.empty().with("pid", pid), "Stopped.");
    }
}
