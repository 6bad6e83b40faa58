// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.Records;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member that holds the keys of a link and says in its records whatever a test wants. */
final class Misbehaving {
    static final int WINDOW = 64 << 10;

    final VirtualTime time = new VirtualTime(1);
    final SimulatedLoop loop = new SimulatedLoop(time, "node");
    final SimulatedSuite suite = new SimulatedSuite();
    final Wire wire = new Wire();
    final ProtocolTable protocols = new ProtocolTable(loop, LinkTiming.DEFAULT.absent());
    final List<Bytes> heard = new ArrayList<>();
    final List<Exchange> open = new ArrayList<>();
    final Link link;

    @Nullable
    LinkEnd end;

    private final LaneKey key;

    Misbehaving() {
        SeededRandomness chance = time.randomness("keys");
        Secret toResponder = Secret.random(chance, 32);
        Bytes binding = Bytes.wrap(chance.bytes(32));
        key = new LaneKey(suite, LaneKey.secret(suite, toResponder, binding, 0), 0);
        protocols.handle(new Protocol("late.1", TrafficClass.INTERACTIVE, WINDOW), new Listening());
        protocols.handleEarly(new Protocol("early.1", TrafficClass.CONTROL, WINDOW), new Listening());
        SessionSecret secret = new SessionSecret(toResponder.copy(), Secret.random(chance, 32), binding);
        Intake intake = new Intake(wire, new Nobody());
        wire.start(intake);
        link = new Link(
                new LinkParts(loop, suite, LinkTiming.DEFAULT),
                protocols,
                intake,
                NodeId.of(Bytes.wrap(chance.bytes(32))),
                Bytes.wrap(chance.bytes(32)),
                false,
                secret,
                new Watching());
        link.start();
    }

    /** Says one record. */
    Misbehaving say(Bytes frames) {
        wire.deliver(record(frames));
        settle();
        return this;
    }

    /** The next record, which is not sent yet. */
    Bytes record(Bytes frames) {
        byte[] record = new byte[Records.HEAD + frames.size() + 16];
        int sealed = key.seal(frames.toArray(), frames.size(), record, Records.HEAD);
        record[0] = (byte) (sealed >>> 8);
        record[1] = (byte) sealed;
        return Bytes.wrap(record);
    }

    void settle() {
        time.runFor(Duration.ofMillis(20));
    }

    private final class Listening implements ExchangeHandler {
        @Override
        public void opened(Exchange exchange) {
            open.add(exchange);
        }

        @Override
        public void received(Exchange exchange, Bytes message) {
            heard.add(message);
        }

        @Override
        public void closed(Exchange exchange) {
            open.remove(exchange);
        }
    }

    private final class Watching implements LinkObserver {
        @Override
        public void proven(Link proven) {}

        @Override
        public void ended(Link ended, LinkEnd how) {
            end = how;
        }
    }

    private static final class Nobody implements Intake.Stage {
        @Override
        public void arrived(ByteQueue bytes) {}

        @Override
        public void writable() {}

        @Override
        public void ended(TransportException why) {}
    }
}
