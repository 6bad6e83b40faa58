// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.node.wire.Attachment;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Connections beside a link, for one exchange: the session proves who is at the other end, and no more. */
class DedicatedConnectionsTest {
    private static final long NUMBER = 0x1234_5678_9abc_def0L;

    private final World world = new World(11);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");
    private final Talk northTalk = new Talk();
    private final Talk southTalk = new Talk();
    private LocalNetwork home;
    private LocalNetwork joined;

    /** South has called. */
    private void link() {
        north.with(() -> northTalk);
        south.with(() -> southTalk);
        home = world.done(north.kernel().create("home", north.identity().id()));
        joined = world.invite(home, south);
        world.until("both talk", () -> called() != null && caller() != null);
    }

    private Exchange called() {
        return northTalk.to(joined.node());
    }

    private Exchange caller() {
        return southTalk.to(home.node());
    }

    /** What one side has of it. */
    private static final class End implements ConnectionHandler {
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final CompletableFuture<Connection> connection;
        private TransportException closed;

        End(Exchange exchange, long number) {
            connection = exchange.dedicated(number, this).toCompletableFuture();
        }

        void say(String text) {
            connection.join().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            connection.join().flush();
        }

        @Override
        public void received(Connection source, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            heard.writeBytes(copy);
        }

        @Override
        public void writable(Connection source) {}

        @Override
        public void closed(Connection source, TransportException why) {
            closed = why;
        }
    }

    @Test
    void what_is_said_on_it_travels_as_it_is_in_both_directions() {
        link();
        List<String> wire = new ArrayList<>();
        world.network.tap((from, to, segment) -> {
            wire.add(new String(segment.toArray(), StandardCharsets.UTF_8));
            return segment;
        });

        End there = new End(called(), NUMBER);
        End here = new End(caller(), NUMBER);
        world.until("both have it", () -> there.connection.isDone() && here.connection.isDone());
        here.say("from south");
        there.say("from north");
        world.pass(Duration.ofSeconds(1));
        assertThat(there.heard.toString()).as("a paused one").isEmpty();
        there.connection.join().resume();
        here.connection.join().resume();
        world.until("all is heard", () -> there.heard.size() == 10 && here.heard.size() == 10);

        assertThat(there.heard.toString()).isEqualTo("from south");
        assertThat(here.heard.toString()).isEqualTo("from north");
        assertThat(wire).contains("from south", "from north");
        here.connection.join().close();
        world.until("its end is heard", () -> there.closed != null);
        assertThat(called()).as("the exchange goes on").isNotNull();
        assertThat(world.time.failures()).isEmpty();
    }

    @Test
    void who_asks_alone_does_without() {
        link();

        End there = new End(called(), 1);
        End here = new End(caller(), 2);
        world.pass(Duration.ofSeconds(5));

        assertThat(there.connection).isCompletedExceptionally();
        assertThat(here.connection).isCompletedExceptionally();
    }

    @Test
    void who_cannot_be_called_does_without() {
        link();
        south.mayCall(false);

        End there = new End(called(), NUMBER);
        End here = new End(caller(), NUMBER);
        world.pass(Duration.ofSeconds(5));

        assertThat(there.connection).isCompletedExceptionally();
        assertThat(here.connection).isCompletedExceptionally();
    }

    @Test
    void whoever_repeats_what_was_said_on_the_wire_gets_nothing() {
        link();
        List<Bytes> said = new ArrayList<>();
        world.network.tap((from, to, segment) -> {
            if (from.equals("south")) {
                said.add(segment);
            }
            return segment;
        });
        End there = new End(called(), NUMBER);
        End here = new End(caller(), NUMBER);
        world.until("both have it", () -> there.connection.isDone() && here.connection.isDone());
        Address address = here.connection.join().remote();
        List<Bytes> repeated = List.copyOf(said);
        assertThat(repeated)
                .as("the attachment is among it")
                .anyMatch(segment -> segment.size() == Attachment.BYTES && segment.at(1) == Attachment.KIND);

        Machine stranger = world.machine("stranger");
        List<TransportException> ends = new ArrayList<>();
        List<ByteBuffer> answers = new ArrayList<>();
        for (Bytes segment : repeated) {
            stranger.host()
                    .transport()
                    .connect(address, stranger.host().loop(), Duration.ofSeconds(1))
                    .thenAccept(connection -> {
                        connection.start(new ConnectionHandler() {
                            @Override
                            public void received(Connection source, ByteBuffer bytes) {
                                answers.add(bytes);
                            }

                            @Override
                            public void writable(Connection source) {}

                            @Override
                            public void closed(Connection source, TransportException why) {
                                ends.add(why);
                            }
                        });
                        connection.write(segment.buffer());
                        connection.flush();
                    });
        }
        world.pass(Duration.ofMinutes(1));

        assertThat(answers).isEmpty();
        assertThat(ends).hasSameSizeAs(repeated);
        assertThat(there.closed).isNull();
    }

    @Test
    void none_is_waited_for_when_the_link_has_ended() {
        link();
        Exchange ending = called();
        End there = new End(ending, NUMBER);

        south.host().kill();
        world.until("the link has ended", () -> called() == null);

        assertThat(there.connection).isCompletedExceptionally();
        assertThat(ending.dedicated(7, there).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void so_many_are_waited_for_at_a_time_and_no_more() {
        link();

        List<End> all = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            all.add(new End(called(), number));
        }

        assertThat(all.stream().filter(end -> !end.connection.isDone())).hasSize(64);
        world.pass(Duration.ofSeconds(5));
        assertThat(all).allMatch(end -> end.connection.isCompletedExceptionally());
    }
}
