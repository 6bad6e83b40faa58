// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.home.RunInfo;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Starts the node of a home and returns when it can be used. */
public final class Starter {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration ASK = Duration.ofSeconds(10);

    private final Home home;
    private final Output out;

    public Starter(Home home, Output out) {
        this.home = home;
        this.out = out;
    }

    /** The status of the node that already runs in this home. */
    public Optional<JsonObject> running() {
        return NodeProcess.of(home).map(process -> {
            try (NodeClient client = Door.open(home)) {
                return JsonObject.from(client.ask("status", JsonObject.empty(), ASK));
            }
        });
    }

    /** Starts a node that goes on by itself. One that does not come up is ended again. */
    public JsonObject start(StartOptions options) {
        try (Progress progress = new Progress(out, "Starting a node in " + home + " ...")) {
            return startQuietly(options);
        }
    }

    /** As {@link #start}, without a word about how long it takes. */
    public JsonObject startQuietly(StartOptions options) {
        try (PortClaims claims = new PortClaims()) {
            StartPlan plan = plan(options, claims);
            return bringUp(Launch.detached(home, plan), plan);
        }
    }

    private JsonObject bringUp(Launch launch, StartPlan plan) {
        Thread hook = new Thread(() -> abandon(launch));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            JsonObject status = new Readiness(launch, plan.console()).await(PATIENCE);
            record(launch, plan);
            return status;
        } catch (RuntimeException failed) {
            end(launch.process());
            throw failed;
        } finally {
            forget(hook);
        }
    }

    /** This program was told to end before the node could be used: half a start is none. */
    private void abandon(Launch launch) {
        end(launch.process());
        out.note("pipes: interrupted; the node was ended");
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs already.
        }
    }

    /** Runs a node until it ends or this program is told to end. */
    public int foreground(StartOptions options) throws InterruptedException {
        try (PortClaims claims = new PortClaims()) {
            StartPlan plan = plan(options, claims);
            Launch launch = Launch.foreground(home, plan);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(launch.process())));
            AtomicReference<@Nullable ClientException> trouble = new AtomicReference<>();
            Thread recorder = new Thread(() -> recordWhenReady(launch, plan, trouble));
            recorder.setDaemon(true);
            recorder.start();
            int code = launch.process().waitFor();
            ClientException endedFor = trouble.get();
            if (endedFor != null) {
                throw endedFor;
            }
            return code;
        }
    }

    private StartPlan plan(StartOptions options, PortClaims claims) {
        StartPlan plan = StartPlan.of(options, RunInfo.read(home), claims);
        plan.moved().forEach(out::note);
        plan.unlocking().change(home).ifPresent(out::note);
        return plan;
    }

    /** A node that cannot be used is ended, so that whoever watches this program sees it. One that ended by itself has said why. */
    private void recordWhenReady(Launch launch, StartPlan plan, AtomicReference<@Nullable ClientException> trouble) {
        try {
            JsonObject status = new Readiness(launch, plan.console()).await(PATIENCE);
            record(launch, plan);
            out.note("Ready: listens at " + String.join(", ", status.texts("listen")) + ", API at "
                    + status.text("console", plan.console()) + "; Ctrl-C stops it.");
        } catch (ClientException failed) {
            if (launch.process().isAlive()) {
                trouble.set(failed);
                end(launch.process());
            }
        }
    }

    private void record(Launch launch, StartPlan plan) {
        try {
            new RunInfo(
                            launch.process().pid(),
                            plan.console(),
                            plan.listen(),
                            plan.discovery(),
                            plan.peering(),
                            plan.unlocking().remembered())
                    .write(home);
        } catch (IOException full) {
            throw new ClientException(
                    "storage", "The home " + home + " cannot be written: " + full.getMessage() + ".", false, full);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
