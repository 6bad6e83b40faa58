// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.pipes.benchmarks.contender.NatsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** A client with a server of its own, which keeps streams in files. */
record JetStreamOrigin(Connection connection) implements Origin {
    static JetStreamOrigin start(Path home) throws Exception {
        int port = NatsServer.withJetStream(Files.createDirectories(home)).port();
        return new JetStreamOrigin(connect(port));
    }

    /** A server that has just begun to listen can be met at once. */
    static Connection connect(int port) throws Exception {
        return Nats.connect(
                new Options.Builder().server("nats://127.0.0.1:" + port).build());
    }

    @Override
    public Log begin(String name) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(name)
                        .storageType(StorageType.File)
                        .build());
        return new Stream(connection, connection.jetStream(), name);
    }

    private record Stream(Connection connection, JetStream jetStream, String name) implements Log {
        @Override
        public String address() {
            return connection.getServerInfo().getPort() + ":" + name;
        }

        @Override
        public CompletionStage<?> append(byte[] message) {
            return jetStream.publishAsync(name, message);
        }

        @Override
        public void appendAndWait(byte[] message) throws Exception {
            jetStream.publish(name, message);
        }
    }
}
