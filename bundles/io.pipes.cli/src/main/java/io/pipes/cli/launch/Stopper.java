// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the node of a home: asks it, then tells the process. */
public final class Stopper {
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final int PATIENCE_SECONDS = 10;

    private final Home home;
    private final Output out;

    public Stopper(Home home, Output out) {
        this.home = home;
        this.out = out;
    }

    /** @return the id of the process that has ended */
    public long stop() {
        NodeProcess process = NodeProcess.of(home).orElseThrow(this::notRunning);
        if (process.isContainer()) {
            throw new ClientException(
                    "refused",
                    "The node in " + home + " is part of a container (process " + process.pid()
                            + ") that pipes did not start. Stop the container, or uninstall its feature 'pipes' there.",
                    false);
        }
        try (Progress progress = new Progress(out, "Stopping the node in " + home + " ...")) {
            if (ask() && ended(process)) {
                return process.pid();
            }
            out.note("pipes: the node does not end by itself, so its process is told to");
            process.handle().destroy();
            if (!ended(process)) {
                throw new ClientException(
                        "failed",
                        "Process " + process.pid() + " does not end. 'kill -9 " + process.pid()
                                + "' is safe: nothing acknowledged is lost.",
                        false);
            }
            return process.pid();
        }
    }

    private boolean ask() {
        try (NodeClient client = Door.open(home)) {
            client.ask("node.stop", JsonObject.empty(), ASK);
            return true;
        } catch (ClientException unanswered) {
            // It may have ended before it could answer.
            return unanswered.code().equals(ClientException.DISCONNECTED);
        }
    }

    private static boolean ended(NodeProcess process) {
        try {
            process.handle().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (InterruptedException | ExecutionException interrupted) {
            return !process.handle().isAlive();
        }
    }

    private ClientException notRunning() {
        return new ClientException(ClientException.NOT_RUNNING, "No node runs in " + home + ".", false);
    }
}
