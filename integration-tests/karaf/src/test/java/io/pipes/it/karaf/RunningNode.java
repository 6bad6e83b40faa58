// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;

/** A node's process that is ready, and a conversation with its API. */
final class RunningNode implements AutoCloseable {
    private static final int OK = 200;

    private final NodeProcess process;
    private ApiClient api;

    private RunningNode(NodeProcess process) throws Exception {
        this.process = process;
        api = ready(process);
    }

    /** Starts a whole node in a fresh home and returns when it is ready. */
    static RunningNode start(String name, Java java) throws Exception {
        return start(NodeProcess.warm(name, java));
    }

    /** Starts a {@linkplain NodeProcess#plain plain} node in a fresh home and returns when it is ready. */
    static RunningNode plain(String name) throws Exception {
        return start(NodeProcess.plain(name, Java.current()));
    }

    static RunningNode start(NodeProcess prepared) throws Exception {
        prepared.start();
        return new RunningNode(prepared);
    }

    /** A node whose process runs already; returns when it is ready. */
    static RunningNode started(NodeProcess running) throws Exception {
        return new RunningNode(running);
    }

    /** Starts the process again after it was stopped or killed. */
    void startAgain() throws Exception {
        api.close();
        process.start();
        api = ready(process);
    }

    private static ApiClient ready(NodeProcess process) throws Exception {
        process.await("it is ready", () -> process.status("/health") == OK);
        return ApiClient.connect(process.console(), token(process));
    }

    static String token(NodeProcess process) throws Exception {
        return Files.readString(process.home().resolve("api-token")).strip();
    }

    NodeProcess process() {
        return process;
    }

    ApiClient api() {
        return api;
    }

    JsonNode call(String method, Object... params) throws Exception {
        return api.call(method, params);
    }

    String newIdentity(String name) throws Exception {
        return call("identity.create", "name", name).get("identity").asText();
    }

    /** Founds a network; its name can be used wherever the API asks for a network. */
    JsonNode found(String network, String identity) throws Exception {
        return call("network.create", "name", network, "identity", identity);
    }

    String ticket(String network) throws Exception {
        return call("network.invite", "network", network).get("ticket").asText();
    }

    /** Joins a network and returns its row. */
    JsonNode join(String ticket, String identity) throws Exception {
        return call("network.join", "ticket", ticket, "identity", identity);
    }

    /** The row of a network of this node, if it has it. */
    Optional<JsonNode> network(String name) throws Exception {
        return row(call("network.list"), "name", name);
    }

    /** What this node knows of another one. */
    Optional<JsonNode> node(String network, String node) throws Exception {
        return row(call("node.list", "network", network), "node", node);
    }

    boolean sees(String network, String node) throws Exception {
        return node(network, node)
                .map(row -> row.get("state").asText().equals("connected"))
                .orElse(false);
    }

    /** Waits until something is so; as patient as a hang detector. */
    void await(String what, Callable<Boolean> seen) throws Exception {
        process.await(what, () -> {
            try {
                return seen.call();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
        });
    }

    private static Optional<JsonNode> row(JsonNode rows, String field, String value) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.get(field).asText().equals(value))
                .findFirst();
    }

    @Override
    public void close() throws Exception {
        api.close();
        process.close();
    }
}
