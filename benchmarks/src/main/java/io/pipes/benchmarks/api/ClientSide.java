// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.api.Pipes;
import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.benchmarks.node.NodeDoor;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.process.Talk;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.socket.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The process of clients of one node. Argument: its door. */
public final class ClientSide {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PIPELINE = "flood";
    private static final int PIECE = 16 << 10;
    private static final int PIECES_OF_MIB = (1 << 20) / PIECE;

    /** The most that a client may grant. */
    private static final int WINDOW = 4_096;

    private final Talk talk = Talk.begin();
    private final NodeDoor door;
    /** What must not be closed before the process ends. */
    private final List<AutoCloseable> open = new ArrayList<>();

    private final Pipeline pipeline;

    private ClientSide(NodeDoor door) throws Exception {
        this.door = door;
        Pipes pipes = door.connectWhenReady();
        open.add(pipes);
        pipeline = pipeline(pipes);
    }

    public static void main(String[] arguments) throws Exception {
        ClientSide side = new ClientSide(NodeDoor.parse(arguments[0]));
        side.talk.say("ready");
        for (Optional<String[]> command = side.talk.next(); command.isPresent(); command = side.talk.next()) {
            side.obey(command.get());
        }
        System.exit(0);
    }

    /** The first client of a node makes what the others find. */
    private static Pipeline pipeline(Pipes pipes) {
        Network network = PlainNode.done(pipes.networks().find("benchmark"))
                .orElseGet(() -> PlainNode.done(pipes.networks().create("benchmark", "anna")));
        return PlainNode.done(network.pipelines().open(PIPELINE, PipelineKind.LIVE));
    }

    private void obey(String[] command) throws Exception {
        switch (command[0]) {
            case "call" -> call(Long.parseLong(command[1]));
            case "idle" -> talk.say("idle", idle(Integer.parseInt(command[1])));
            case "deaf" -> {
                subscribeAndReadNoMore();
                talk.say("deaf");
            }
            case "publish" -> {
                publish(Integer.parseInt(command[1]));
                talk.say("published");
            }
            default -> talk.wrong("unknown command " + command[0]);
        }
    }

    /** One call after the other that the node answers from memory. */
    private void call(long millis) {
        List<Long> trips = new ArrayList<>();
        long until = System.nanoTime() + millis * 1_000_000;
        long now = System.nanoTime();
        while (now < until) {
            PlainNode.done(pipeline.info());
            long answered = System.nanoTime();
            trips.add(answered - now);
            now = answered;
        }
        Collections.sort(trips);
        talk.say("called", trips.size(), trips.get(trips.size() / 2), trips.get((int) (trips.size() * 0.99)));
    }

    /** How many more clients the node lets in. */
    private int idle(int wanted) throws IOException {
        int here = 0;
        try {
            while (here < wanted) {
                open.add(NodeClient.connect(door.address(), door.token(), PATIENCE));
                here++;
            }
        } catch (ClientException full) {
            System.err.println(here + " clients are here, then: " + full.getMessage());
        }
        return here;
    }

    private void subscribeAndReadNoMore() throws IOException {
        WebSocket socket = WebSocket.connect(door.address(), NodeDoor.PATH, 1 << 20, (int) PATIENCE.toMillis());
        open.add(socket);
        ask(socket, "auth", "\"token\":\"" + door.token() + "\"");
        ask(socket, "pipeline.subscribe", "\"name\":\"" + PIPELINE + "\",\"window\":" + WINDOW);
    }

    private static void ask(WebSocket socket, String method, String params) throws IOException {
        socket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}");
        String answer = new String(socket.receive(), StandardCharsets.UTF_8);
        if (answer.contains("\"error\"")) {
            throw new IOException(method + " was answered with " + answer);
        }
    }

    private void publish(int mib) {
        Content piece = new Content("application/octet-stream", Bytes.wrap(new byte[PIECE]));
        for (int i = 0; i < 2 * mib; i++) {
            PlainNode.done(pipeline.publish(Collections.nCopies(PIECES_OF_MIB / 2, piece)));
        }
    }
}
