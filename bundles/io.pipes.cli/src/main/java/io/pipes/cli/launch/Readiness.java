// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.home.Door;
import io.pipes.client.json.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a node that was just started can be used, or until it is clear that it cannot. */
final class Readiness {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration ASK = Duration.ofSeconds(5);

    /** While bundles are starting a node has problems that pass; several nodes that start at once on a slow machine take long. */
    private static final Duration PROBLEMS_PASS = Duration.ofSeconds(20);

    /** A process that complains beside its log and opens no API. */
    private static final Duration COMPLAINTS_PASS = Duration.ofSeconds(20);

    /** Without problems, but not ready: still loading. */
    private static final Duration LOADING_PASSES = Duration.ofSeconds(30);

    private final Launch launch;
    private final String console;
    private final long begin = System.nanoTime();
    private @Nullable NodeClient client;
    private List<String> problems = List.of();
    private long problemsSince;

    Readiness(Launch launch, String console) {
        this.launch = launch;
        this.console = console;
    }

    /** The status of the running node. Fails with a sentence if it does not come up; the process is then left as it is. */
    JsonObject await(Duration patience) {
        try {
            while (true) {
                if (!pause()) {
                    throw new ClientException("failed", launch.lastWords(), false);
                }
                Optional<JsonObject> usable = status().filter(this::isUsable);
                if (usable.isPresent()) {
                    return usable.get();
                }
                if (client == null) {
                    checkComplaint();
                }
                if (since(begin).compareTo(patience) > 0) {
                    throw tooSlow(patience);
                }
            }
        } finally {
            disconnect();
        }
    }

    /** @return whether the process still lives */
    private boolean pause() {
        try {
            return !launch.process().waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientException("failed", "Interrupted.", true, interrupted);
        }
    }

    private Optional<JsonObject> status() {
        try {
            NodeClient open = client;
            if (open == null) {
                if (!Files.isReadable(launch.home().tokenFile())) {
                    return Optional.empty();
                }
                open = NodeClient.connect(Door.address(console), Door.token(launch.home()), ASK);
                client = open;
            }
            return Optional.of(JsonObject.from(open.ask("status", JsonObject.empty(), ASK)));
        } catch (ClientException notYet) {
            checkStranger(notYet);
            // The container answers before the gateway is there, and the gateway goes when a bundle it needs comes.
            disconnect();
            return Optional.empty();
        }
    }

    /** Somebody took the port between our look and the node's binding it; its API knows other tokens. */
    private void checkStranger(ClientException refused) {
        if (refused.code().equals("unauthenticated")
                || refused.code().equals(ClientException.PROTOCOL)
                        && since(begin).compareTo(COMPLAINTS_PASS) > 0) {
            throw new ClientException(
                    "address_in_use",
                    "Port " + console
                            + " was just taken by another program. Start again, or choose another with --console.",
                    true);
        }
    }

    private boolean isUsable(JsonObject status) {
        if (status.text("state", "").equals("ready")) {
            return true;
        }
        List<String> now = status.texts("problems");
        if (status.text("keys", "").equals("unusable") && !now.isEmpty()) {
            // Keys are unlocked once, when the process begins: waiting does not help.
            throw new ClientException("keystore", now.get(0), false);
        }
        if (!now.equals(problems)) {
            problems = now;
            problemsSince = System.nanoTime();
        }
        if (!now.isEmpty() && since(problemsSince).compareTo(PROBLEMS_PASS) > 0) {
            throw new ClientException("failed", String.join(" ", now), false);
        }
        return now.isEmpty() && since(begin).compareTo(LOADING_PASSES) > 0;
    }

    private void checkComplaint() {
        if (since(begin).compareTo(COMPLAINTS_PASS) > 0 && !launch.complaint().isEmpty()) {
            throw new ClientException("failed", launch.complaint(), false);
        }
    }

    private ClientException tooSlow(Duration patience) {
        return new ClientException(
                ClientException.TIMED_OUT,
                "The node was not usable within " + patience.toSeconds() + " s; "
                        + launch.home().nodeLog() + " says why.",
                true);
    }

    private void disconnect() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
