// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.benchmarks.node.NodeDoor;
import io.pipes.benchmarks.node.PackedNode;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.process.Daemon;
import io.pipes.benchmarks.process.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server through which all ends of a contender talk, in a process of its own.
 *
 * @param address what ends need to come to it
 */
public record Between(String address, AutoCloseable process) implements AutoCloseable {
    static final String MESSAGES = "messages";
    static final String ANSWERS = "answers";
    static final String CREDIT = "credit";

    /** How one is started, in a folder of its own. */
    interface Way {
        Between start(Path scratch) throws Exception;
    }

    /** A node, with a network and the pipelines that ends use. */
    static Between node(Path scratch) throws Exception {
        PackedNode node = PackedNode.start(Jvm.own(), scratch);
        try (Pipes pipes = node.door().connectWhenReady()) {
            Network network = PlainNode.done(pipes.networks().create("benchmark", "anna"));
            for (String pipeline : List.of(MESSAGES, ANSWERS, CREDIT)) {
                PlainNode.done(network.pipelines().create(pipeline, PipelineKind.LIVE));
            }
        }
        return new Between(node.door().toString(), node);
    }

    /** NATS without TLS, which keeps nothing. */
    static Between nats(Path scratch) throws Exception {
        Daemon server = NatsServer.plain(Files.createDirectories(scratch));
        return new Between(String.valueOf(server.port()), server);
    }

    NodeDoor door() {
        return NodeDoor.parse(address);
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (Exception failed) {
            failed.printStackTrace();
        }
    }
}
