// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.base.Cancellable;
import io.pipes.forward.record.ForwardRecord;
import io.pipes.forward.splice.Splice;
import io.pipes.forward.splice.Traffic;
import io.pipes.spi.local.LocalForwards;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketListener;
import io.pipes.spi.socket.Sockets;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.spi.stream.StreamPriority;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of this machine that leads to a service: opens a stream for each socket that it accepts. Lives on the loop. */
final class ForwardedPort {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedPort.class);

    /** After nobody could listen at a port that is kept, it is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final NodeContext node;
    private final Sockets sockets;
    private final Supplier<Optional<LocalStreams>> streams;
    private final Traffic traffic = new Traffic();
    private final Set<Splice> open = new LinkedHashSet<>();
    private ForwardRecord record;
    private @Nullable SocketListener listener;
    private Optional<String> trouble = Optional.empty();
    private Registration problem = () -> {};
    private Cancellable again = () -> {};
    private boolean over;

    /** @param streams empty while no feature brings them */
    ForwardedPort(ForwardRecord record, NodeContext node, Sockets sockets, Supplier<Optional<LocalStreams>> streams) {
        this.record = record;
        this.node = node;
        this.sockets = sockets;
        this.streams = streams;
    }

    ForwardRecord record() {
        return record;
    }

    LocalForwards.Forwarded shown() {
        return new LocalForwards.Forwarded(
                record.number(), record.listen(), record.node(), record.service(), trouble, Shown.of(traffic));
    }

    /** Listens. @return with the port really used; fails as {@link Sockets#listen} does */
    CompletionStage<Endpoint> listen() {
        return sockets.listen(record.listen(), node.loop(), this::accepted).thenApply(listening -> {
            if (over) {
                listening.close();
            } else {
                listener = listening;
                record = record.at(listening.endpoint());
            }
            return listening.endpoint();
        });
    }

    /** Listens, and again after a while as long as it does not succeed; what is in the way can be seen. */
    void keepListening() {
        listen().whenComplete((at, failure) -> {
            problem.close();
            trouble = Optional.ofNullable(failure).map(Endings::cause).map(Throwable::getMessage);
            if (trouble.isPresent() && !over) {
                problem = node.problem("Nothing is forwarded from " + record.listen() + ": " + trouble.get());
                again = node.loop().schedule(AGAIN, this::keepListening);
            }
        });
    }

    private void accepted(Socket socket) {
        Optional<LocalStreams> there = streams.get();
        if (there.isEmpty() || over) {
            socket.reset();
            return;
        }
        Splice[] joined = new Splice[1];
        joined[0] = new Splice(socket, traffic, ending -> ended(joined[0], ending));
        open.add(joined[0]);
        joined[0].begin(there.get().open(record.node(), record.service(), "", StreamPriority.BULK, joined[0]));
    }

    private void ended(Splice joined, StreamEnding why) {
        open.remove(joined);
        if (why != StreamEnding.FINISHED && why != StreamEnding.RESET) {
            LOG.info(
                    "A connection from {} to {} of {} ended: {}",
                    record.listen(),
                    record.service(),
                    record.node(),
                    why);
        }
    }

    /** Listens no more, and ends the connections that there are. */
    void close() {
        over = true;
        again.cancel();
        problem.close();
        if (listener != null) {
            listener.close();
        }
        List.copyOf(open).forEach(Splice::reset);
    }
}
