// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Cancellable;
import io.pipes.node.peering.Carriers;
import io.pipes.spi.home.Settings;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Registration;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the process's ports open: as soon as their transport is there, and again on the same port when it was replaced. Lives on the
 * loop; {@link #bound} and {@link #up} may be asked from any thread.
 */
final class Listening {
    /** How many ports after the default one are tried. */
    private static final int NEIGHBOURS = 100;

    private final Loop loop;
    private final Settings settings;
    private final Carriers carriers;
    private final Transport.Acceptor acceptor;
    private final Problems problems;
    private final Duration pause;
    private final Runnable moved;
    private final List<Port> ports = new ArrayList<>();
    private volatile List<Address> bound = List.of();
    private volatile List<Address> reachable = List.of();
    private boolean stopped;

    Listening(
            Loop loop,
            Settings settings,
            Carriers carriers,
            Transport.Acceptor acceptor,
            Problems problems,
            Duration pause,
            Runnable moved) {
        this.loop = loop;
        this.settings = settings;
        this.carriers = carriers;
        this.acceptor = acceptor;
        this.problems = problems;
        this.pause = pause;
        this.moved = moved;
        settings.listen().forEach(address -> ports.add(new Port(address)));
    }

    /** Opens what is not open; called when a transport is there. */
    void check() {
        ports.forEach(Port::open);
    }

    /** Where others can reach this process. */
    List<Address> reachable() {
        return reachable;
    }

    /** The addresses that are open. */
    List<Address> bound() {
        return bound;
    }

    /** Whether all are. */
    boolean up() {
        return bound.size() == settings.listen().size();
    }

    CompletionStage<Void> stop() {
        stopped = true;
        return CompletableFuture.allOf(ports.stream().map(Port::close).toArray(CompletableFuture[]::new));
    }

    private void changed() {
        bound = ports.stream().flatMap(port -> port.address().stream()).toList();
        List<Address> before = reachable;
        List<Address> now = bound.stream()
                .flatMap(address -> Interfaces.reachable(address).stream())
                .toList();
        if (!now.isEmpty()) {
            reachable = now;
        }
        if (!reachable.equals(before)) {
            moved.run();
        }
    }

    /** One address to listen on. */
    private final class Port {
        private Address wanted;
        private boolean pinned;
        private int moves;
        private boolean opening;
        private @Nullable Listener listener;
        private @Nullable Registration problem;
        private Cancellable retry = () -> {};

        Port(Address wanted) {
            this.wanted = wanted;
        }

        Optional<Address> address() {
            return Optional.ofNullable(listener).map(Listener::address);
        }

        void open() {
            Optional<Transport> transport = carriers.of(wanted.scheme());
            if (stopped || opening || listener != null || transport.isEmpty()) {
                return;
            }
            opening = true;
            retry.cancel();
            transport.get().listen(wanted, loop, acceptor).whenComplete((opened, failure) -> {
                opening = false;
                if (opened != null) {
                    opened(opened);
                } else if (failure != null) {
                    failed(Hop.cause(failure));
                }
            });
        }

        private void opened(Listener opened) {
            if (stopped) {
                opened.close();
                return;
            }
            listener = opened;
            wanted = opened.address();
            pinned = true;
            solve();
            changed();
            opened.closed().whenComplete((ended, failure) -> loop.execute(() -> lost(opened)));
        }

        private void lost(Listener ended) {
            if (listener == ended) {
                listener = null;
                changed();
                again();
            }
        }

        private void failed(Throwable failure) {
            boolean taken =
                    failure instanceof TransportException why && why.reason() == TransportException.Reason.IN_USE;
            boolean mayMove = !settings.listenExplicit() && !pinned && moves < NEIGHBOURS && wanted.port() < 65_535;
            if (taken && mayMove && wanted.port() != 0) {
                moves++;
                wanted = wanted.withPort(wanted.port() + 1);
                open();
                return;
            }
            report(
                    taken
                            ? "Cannot listen on " + wanted
                                    + ": another program has this port. Stop that one or choose another"
                                    + " port with --listen."
                            : "Cannot listen on " + wanted + ": " + failure.getMessage());
            again();
        }

        private void again() {
            if (!stopped) {
                retry = loop.schedule(pause, this::open);
            }
        }

        private void report(String sentence) {
            if (problem == null) {
                problem = problems.report(sentence);
            }
        }

        private void solve() {
            if (problem != null) {
                problem.close();
                problem = null;
            }
        }

        CompletableFuture<Void> close() {
            retry.cancel();
            solve();
            Listener open = listener;
            listener = null;
            changed();
            return open == null
                    ? CompletableFuture.completedFuture(null)
                    : open.close().toCompletableFuture();
        }
    }
}
