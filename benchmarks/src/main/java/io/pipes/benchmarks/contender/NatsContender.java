// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.pipes.benchmarks.netty.Certificate;
import io.pipes.benchmarks.process.Daemon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * NATS through a server of its own, which the sending side starts. NATS drops what a slow receiver does not take, so receivers
 * grant credit, as applications do that may not lose anything. An address is the server's port, and with TLS its
 * certificate.
 */
final class NatsContender implements Contender {
    private static final String MESSAGES = "messages";
    private static final String ANSWERS = "answers";
    private static final String CREDIT = "credit.";

    private final boolean tls;

    NatsContender(boolean tls) {
        this.tls = tls;
    }

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        Optional<Certificate> certificate = tls ? Optional.of(Certificate.make(scratch)) : Optional.empty();
        Daemon server = certificate.isPresent()
                ? NatsServer.withTls(certificate.get(), scratch)
                : NatsServer.plain(Files.createDirectories(scratch));
        String address =
                server.port() + certificate.map(made -> "," + made.chain()).orElse("");
        Connection connection = connect(address);
        Credit credit = new Credit();
        Dispatcher hears = hears(connection, ANSWERS, answers);
        hears.subscribe(
                CREDIT + "*",
                message -> credit.granted(
                        Integer.parseInt(message.getSubject().substring(CREDIT.length())),
                        ByteBuffer.wrap(message.getData()).getLong()));
        connection.flush(Duration.ofSeconds(10));
        return new Host(server, connection, credit, address);
    }

    @Override
    public End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception {
        Connection connection = connect(address);
        Granting granting = new Granting(connection, CREDIT + number, messages);
        hears(connection, MESSAGES, granting);
        granting.begin();
        connection.flush(Duration.ofSeconds(10));
        return new Guest(connection);
    }

    private static Connection connect(String address) throws Exception {
        String[] parts = address.split(",");
        if (parts.length == 1) {
            return Nats.connect("nats://127.0.0.1:" + parts[0]);
        }
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, Certificate.trust(Path.of(parts[1])).getTrustManagers(), null);
        Options options = new Options.Builder()
                .server("tls://127.0.0.1:" + parts[0])
                .sslContext(context)
                .build();
        return Nats.connect(options);
    }

    private static Dispatcher hears(Connection connection, String subject, Listener listener) {
        Dispatcher dispatcher =
                connection.createDispatcher(message -> listener.received(ByteBuffer.wrap(message.getData())));
        dispatcher.setPendingLimits(-1, -1);
        return dispatcher.subscribe(subject);
    }

    /** Grants the sender more whenever a part of the window was taken. */
    private static final class Granting implements Listener {
        private final Connection connection;
        private final String subject;
        private final Listener messages;
        private long taken;

        Granting(Connection connection, String subject, Listener messages) {
            this.connection = connection;
            this.subject = subject;
            this.messages = messages;
        }

        void begin() {
            grant();
        }

        @Override
        public void received(ByteBuffer message) {
            messages.received(message);
            if (++taken % Credit.STEP == 0) {
                grant();
            }
        }

        private void grant() {
            connection.publish(
                    subject,
                    ByteBuffer.allocate(Long.BYTES)
                            .putLong(taken + Credit.WINDOW)
                            .array());
        }
    }

    private record Host(Daemon server, Connection connection, Credit credit, String address) implements Hub {
        @Override
        public void await(int others) throws InterruptedException {
            credit.await(others);
        }

        @Override
        public void send(byte[] message) {
            credit.spend();
            connection.publish(MESSAGES, message);
        }

        @Override
        public void flush() {
            flushBuffer(connection);
        }

        @Override
        public void close() throws InterruptedException {
            connection.close();
            server.close();
        }
    }

    private record Guest(Connection connection) implements End {
        @Override
        public void send(byte[] message) {
            connection.publish(ANSWERS, message);
        }

        @Override
        public void flush() {
            flushBuffer(connection);
        }

        @Override
        public void close() throws InterruptedException {
            connection.close();
        }
    }

    private static void flushBuffer(Connection connection) {
        try {
            connection.flushBuffer();
        } catch (IOException failed) {
            failed.printStackTrace();
        }
    }
}
