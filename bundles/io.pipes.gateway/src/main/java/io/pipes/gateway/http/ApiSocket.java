// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Json;
import io.pipes.gateway.rpc.Outlet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket. Reads the next request as long as fewer than {@link #MAX_IN_FLIGHT} are being answered; a client that does not
 * read what it asked for is cut off at {@link #MAX_QUEUED_BYTES}. Jetty calls it, one call at a time.
 */
public final class ApiSocket implements Session.Listener, Outlet {
    static final int RESTARTING = 1012;
    private static final int POLICY_VIOLATION = 1008;

    /** Requests of one client that are being answered at a time. */
    static final int MAX_IN_FLIGHT = 256;

    /** What may wait to be read by the client. */
    static final long MAX_QUEUED_BYTES = 16 << 20;

    static final Duration TIME_TO_AUTHENTICATE = Duration.ofSeconds(5);

    private final Dispatcher dispatcher;
    private final Scheduler scheduler;
    private final Set<ApiSocket> sockets;
    private final Client client = new Client(this);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private volatile @Nullable Session session;

    ApiSocket(Dispatcher dispatcher, Scheduler scheduler, Set<ApiSocket> sockets) {
        this.dispatcher = dispatcher;
        this.scheduler = scheduler;
        this.sockets = sockets;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.setMaxTextMessageSize(Json.MAX_BYTES);
        opened.setMaxBinaryMessageSize(Json.MAX_BYTES);
        opened.setMaxFrameSize(Json.MAX_BYTES);
        opened.setIdleTimeout(Duration.ZERO);
        sockets.add(this);
        scheduler.schedule(TIME_TO_AUTHENTICATE, this::checkAuthenticated);
        opened.demand();
    }

    private void checkAuthenticated() {
        if (!client.isAuthenticated()) {
            close(POLICY_VIOLATION, "Authenticate within " + TIME_TO_AUTHENTICATE.toSeconds() + " s.");
        }
    }

    @Override
    public void onWebSocketText(String text) {
        boolean more = inFlight.incrementAndGet() < MAX_IN_FLIGHT;
        dispatcher.answer(client, text).whenComplete((answer, failure) -> {
            if (answer != null) {
                answer.ifPresent(node -> send(Json.write(node)));
            }
            if (inFlight.getAndDecrement() == MAX_IN_FLIGHT) {
                demand();
            }
        });
        if (more) {
            demand();
        }
    }

    private void demand() {
        Session open = session;
        if (open != null && open.isOpen()) {
            open.demand();
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        close(1003, "This API speaks text.");
    }

    @Override
    public void send(String text) {
        Session open = session;
        if (open == null || !open.isOpen()) {
            return;
        }
        if (queuedBytes.addAndGet(text.length()) > MAX_QUEUED_BYTES) {
            close(POLICY_VIOLATION, "The client reads too slowly.");
            return;
        }
        open.sendText(
                text,
                Callback.from(
                        () -> queuedBytes.addAndGet(-text.length()), failure -> queuedBytes.addAndGet(-text.length())));
    }

    @Override
    public void close(int code, String reason) {
        Session open = session;
        if (open != null) {
            open.close(code, reason, Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // What a client does wrong ends its connection; there is nothing for an operator to do.
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        sockets.remove(this);
        client.closed();
    }
}
