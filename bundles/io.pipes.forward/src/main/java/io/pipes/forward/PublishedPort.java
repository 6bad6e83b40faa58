// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.api.PipesException;
import io.pipes.forward.record.PublishedRecord;
import io.pipes.forward.splice.Splice;
import io.pipes.forward.splice.Traffic;
import io.pipes.spi.local.LocalForwards;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Registration;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.Sockets;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.StreamEnding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of this machine that others reach as a service: for each stream that is offered it calls there. Lives on the loop. */
final class PublishedPort {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedPort.class);

    private final PublishedRecord record;
    private final Reach reach;
    private final Traffic traffic = new Traffic();
    private final Set<Splice> open = new LinkedHashSet<>();
    private Registration served = () -> {};
    private boolean over;

    PublishedPort(PublishedRecord record, Sockets sockets, Loop loop) {
        this.record = record;
        reach = new Reach(sockets, loop);
    }

    PublishedRecord record() {
        return record;
    }

    LocalForwards.Published shown() {
        return new LocalForwards.Published(record.service(), record.target(), record.access(), Shown.of(traffic));
    }

    /** Takes streams from now on. Throws what {@link LocalStreams#serve} does. */
    void serve(LocalStreams streams) {
        served = streams.serve(record.service(), new TreeMap<>(), record.access(), this::offered);
    }

    /** It was served before. What is in the way now can be seen in the log. */
    void serveAgain(LocalStreams streams) {
        try {
            serve(streams);
        } catch (PipesException e) {
            LOG.warn(
                    "The port {} is not reached as the service {} now: {}",
                    record.target(),
                    record.service(),
                    e.getMessage());
        }
    }

    private void offered(ByteStream stream) {
        reach.connect(record.target()).whenComplete((socket, failure) -> {
            if (failure != null) {
                refuse(stream, failure);
            } else if (over) {
                socket.reset();
                stream.reset(StreamEnding.WITHDRAWN);
            } else {
                join(stream, socket);
            }
        });
    }

    private void join(ByteStream stream, Socket socket) {
        Splice[] joined = new Splice[1];
        joined[0] = new Splice(socket, traffic, ending -> open.remove(joined[0]));
        open.add(joined[0]);
        joined[0].accept(stream);
    }

    private void refuse(ByteStream stream, Throwable failure) {
        StreamEnding why = Endings.of(failure);
        LOG.info(
                "{} asked for the service {}, and {} did not answer: {}",
                stream.peer(),
                record.service(),
                record.target(),
                Endings.cause(failure).getMessage());
        stream.reset(why);
    }

    /** Takes no more streams, and ends those that there are. */
    void close() {
        over = true;
        served.close();
        List.copyOf(open).forEach(Splice::reset);
    }
}
