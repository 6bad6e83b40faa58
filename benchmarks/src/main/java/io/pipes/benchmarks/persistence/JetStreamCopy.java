// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.pipes.base.Bytes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An ordered consumer: the server pushes, nothing is acknowledged, and a gap would make it begin again. */
final class JetStreamCopy implements Copy {
    private final AtomicLong last = new AtomicLong();
    private int port;
    private String stream;
    private Consumer<Bytes> heard;
    private Connection connection;
    private long earlierBytes;

    @Override
    public void obtain(String address, Consumer<Bytes> consumer) throws Exception {
        String[] parts = address.split(":");
        port = Integer.parseInt(parts[0]);
        stream = parts[1];
        heard = consumer;
        comeBack();
    }

    @Override
    public void comeBack() throws Exception {
        connection = JetStreamOrigin.connect(port);
        Dispatcher dispatcher = connection.createDispatcher();
        // What has come waits here without a limit; otherwise the client drops it.
        dispatcher.setPendingLimits(-1, -1);
        ConsumerConfiguration next = ConsumerConfiguration.builder()
                .deliverPolicy(DeliverPolicy.ByStartSequence)
                .startSequence(last.get() + 1)
                .build();
        PushSubscribeOptions options = PushSubscribeOptions.builder().stream(stream)
                .ordered(true)
                .configuration(next)
                .build();
        connection.jetStream().subscribe(stream, dispatcher, this::take, false, options);
    }

    private void take(Message message) {
        last.set(message.metaData().streamSequence());
        heard.accept(Bytes.wrap(message.getData()));
    }

    @Override
    public void leave() throws Exception {
        earlierBytes = wireBytes();
        connection.close();
        connection = null;
    }

    @Override
    public long wireBytes() {
        return earlierBytes
                + (connection == null
                        ? 0
                        : connection.getStatistics().getInBytes()
                                + connection.getStatistics().getOutBytes());
    }
}
