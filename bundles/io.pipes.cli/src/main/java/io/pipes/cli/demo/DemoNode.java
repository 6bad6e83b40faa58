// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.cli.launch.Ports;
import io.pipes.cli.launch.StartOptions;
import io.pipes.cli.launch.Starter;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.Subscription;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the demonstration's nodes: a process and a home of its own, and a connection to its API. */
final class DemoNode {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Home home;
    private final Output out;
    private final StartOptions options;
    private @Nullable NodeClient client;

    DemoNode(String name, Path folder, Output out) {
        this.name = name;
        this.home = Home.at(folder.resolve(name));
        this.out = out;
        // Here and not when it starts: while one thread starts a process, a port that another thread just tried stays
        // taken for a
        // moment, because the child begins with a copy of all that is open.
        options = new StartOptions(
                "127.0.0.1:" + Ports.anyOnLoopback(), "tcp://127.0.0.1:" + Ports.anyOnLoopback(), "off", null);
    }

    String name() {
        return name;
    }

    Home home() {
        return home;
    }

    /** Starts it with its ports on loopback and without looking for others; returns when it can be used. */
    JsonObject start() {
        try {
            Files.createDirectories(home.path());
            JsonObject status = new Starter(home, out).startQuietly(options);
            client = Door.open(home);
            return status;
        } catch (IOException noRoom) {
            throw new ClientException(
                    "storage", "No home for node " + name + ": " + noRoom.getMessage(), false, noRoom);
        }
    }

    JsonObject ask(String method, JsonObject params) {
        return JsonObject.from(client().ask(method, params, PATIENCE));
    }

    List<JsonObject> list(String method) {
        return JsonObject.list(client().ask(method, JsonObject.empty(), PATIENCE));
    }

    Subscription subscribe(String method, JsonObject params) {
        return client().subscribe(method, params, PATIENCE);
    }

    /** The code with which a call is refused. */
    String refusal(String method, JsonObject params) {
        try {
            ask(method, params);
        } catch (ClientException refused) {
            return refused.code();
        }
        throw new DemoException(name + " was allowed '" + method + "', which should have been refused.");
    }

    long pid() {
        return NodeProcess.of(home)
                .map(process -> process.handle().pid())
                .orElseThrow(() -> new DemoException("Node " + name + " is not running."));
    }

    private NodeClient client() {
        NodeClient open = client;
        if (open == null) {
            throw new DemoException("Node " + name + " is not running.");
        }
        return open;
    }

    /** Ends the process for a while; {@link #start} brings it back in the same home. */
    void stop() {
        client().close();
        client = null;
        end();
    }

    /** Ends the process, if there is one, without a chance to refuse. */
    void end() {
        NodeProcess.of(home).ifPresent(process -> {
            process.handle().destroy();
            if (!DemoWait.until(Duration.ofSeconds(10), () -> !process.handle().isAlive())) {
                process.handle().destroyForcibly();
            }
        });
    }
}
