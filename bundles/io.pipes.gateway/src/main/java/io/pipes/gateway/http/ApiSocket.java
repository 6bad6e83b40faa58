// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Cbor;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Json;
import io.pipes.gateway.rpc.Limits;
import io.pipes.gateway.rpc.Outlet;
import io.pipes.gateway.rpc.UnreadableException;
import io.pipes.gateway.token.Token;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket. Until the client has authenticated it may say {@link #MAX_STRANGER_BYTES} at a time, because anybody on this
 * machine can come as far. Reads the next request as long as there is {@link RequestRoom} for it; a client that does not
 * read what it asked for is cut off at {@link #MAX_QUEUED_BYTES}, and one that does not answer a ping is gone. Jetty calls it, one call at a time.
 */
public final class ApiSocket implements Session.Listener, Outlet {
    static final int RESTARTING = 1012;
    static final String TOO_MANY = "Too many clients. Try again later.";
    private static final String NO_PLACE =
            "Too many clients are connected, by this token or by all. Close one, or have the owner raise 'clients'"
                    + " in etc/io.pipes.gateway.cfg.";
    private static final int UNACCEPTABLE = 1003;
    private static final int TRY_AGAIN_LATER = 1013;

    /** The longest message before authentication: a call of {@code auth} with room to spare. */
    static final int MAX_STRANGER_BYTES = 4 << 10;

    /** What may wait to be read by the client. */
    static final long MAX_QUEUED_BYTES = 16 << 20;

    /** What may wait in any case; when too much waits for all clients together, or for those of a token, the one with most above that goes. */
    static final long FAIR_BYTES = 1 << 20;

    /** The same before authentication. */
    static final long MAX_STRANGER_QUEUED_BYTES = 64 << 10;

    /** Who waits for room goes on when no more than this waits to be read. */
    private static final long ROOM_BYTES = 256 << 10;

    static final Duration TIME_TO_AUTHENTICATE = Duration.ofSeconds(5);

    /** How long the farewell may wait to be read. */
    static final Duration TIME_TO_LEAVE = Duration.ofSeconds(5);

    private final SubProtocol encoding;
    private final Dispatcher dispatcher;
    private final Scheduler scheduler;
    private final Attendance attendance;
    private final RequestRoom room;
    private final Client client = new Client(this);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Queue<Runnable> waitForRoom = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Heartbeat heartbeat;
    private volatile Share share = Share.ofStranger();
    private volatile @Nullable Session session;
    private volatile Cancellable deadline = () -> {};

    ApiSocket(SubProtocol encoding, Dispatcher dispatcher, Scheduler scheduler, Attendance attendance) {
        this.encoding = encoding;
        this.dispatcher = dispatcher;
        this.scheduler = scheduler;
        this.attendance = attendance;
        room = attendance.room();
        heartbeat = new Heartbeat(scheduler, this::ping, this::isListening, this::hangUp);
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        if (!attendance.enter(this)) {
            makeRoom();
            return;
        }
        acceptMessagesOf(MAX_STRANGER_BYTES, opened);
        opened.setIdleTimeout(Duration.ZERO);
        deadline = scheduler.schedule(TIME_TO_AUTHENTICATE, this::checkAuthenticated);
        heartbeat.begin();
        opened.demand();
    }

    private static void acceptMessagesOf(int bytes, Session open) {
        open.setMaxTextMessageSize(bytes);
        open.setMaxBinaryMessageSize(bytes);
        open.setMaxFrameSize(bytes);
    }

    @Override
    public void admit(Token token) {
        Session open = session;
        if (open == null) {
            throw new PipesException(PipesException.Code.BUSY, NO_PLACE);
        }
        share = attendance.admit(this, token).orElseThrow(() -> new PipesException(PipesException.Code.BUSY, NO_PLACE));
        room.belongsTo(share);
        acceptMessagesOf(Limits.MESSAGE_BYTES, open);
    }

    private void checkAuthenticated() {
        if (!client.isAuthenticated()) {
            close(POLICY_VIOLATION, "Authenticate within " + TIME_TO_AUTHENTICATE.toSeconds() + " s.");
        }
    }

    @Override
    public void onWebSocketText(String text) {
        if (encoding == SubProtocol.JSON) {
            serve(() -> Json.read(text), text.length());
        } else {
            close(UNACCEPTABLE, "This connection speaks CBOR, in binary messages.");
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        if (encoding == SubProtocol.CBOR) {
            serve(() -> read(payload), payload.remaining());
            callback.succeed();
        } else {
            callback.succeed();
            close(UNACCEPTABLE, "This connection speaks JSON, in text messages.");
        }
    }

    /** The payload is Jetty's again when this returns. */
    private static JsonNode read(ByteBuffer payload) throws UnreadableException {
        if (payload.hasArray()) {
            return Cbor.read(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return Cbor.read(copy, 0, copy.length);
    }

    /** A message in one of the encodings. */
    private interface Reading {
        JsonNode read() throws UnreadableException;
    }

    /** Whether what the client says is read, and it has read what it was told; TCP itself notices when that arrives nowhere. */
    private boolean isListening() {
        return !room.isFull() && queuedBytes.get() == 0;
    }

    private void ping() {
        Session open = session;
        if (open != null && open.isOpen()) {
            open.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heartbeat.heard();
        demand();
    }

    private void serve(Reading message, int size) {
        heartbeat.heard();
        boolean more = room.take(size);
        serve(message).whenComplete((served, failure) -> {
            if (room.free(size)) {
                heartbeat.heard();
                demand();
            }
        });
        if (more) {
            demand();
        }
    }

    private CompletionStage<Void> serve(Reading message) {
        try {
            return dispatcher.serve(client, message.read());
        } catch (UnreadableException nonsense) {
            send(Dispatcher.refusal(nonsense));
            return CompletableFuture.completedFuture(null);
        }
    }

    private void demand() {
        Session open = session;
        if (open != null && open.isOpen()) {
            open.demand();
        }
    }

    @Override
    public long send(JsonNode message) {
        Session open = session;
        if (open == null || closing.get() || !open.isOpen()) {
            return 0;
        }
        Encoded encoded = encoding.encode(message);
        int size = encoded.size();
        long limit = client.isAuthenticated() ? MAX_QUEUED_BYTES : MAX_STRANGER_QUEUED_BYTES;
        long own = queuedBytes.addAndGet(size);
        Share now = share;
        boolean crowdedShare = now.queued(size);
        boolean crowded = attendance.queued(size) > Attendance.MAX_QUEUED_BYTES;
        if (own > limit) {
            readsTooSlowly();
        } else if (crowded) {
            attendance.slowest().ifPresent(ApiSocket::readsTooSlowly);
        } else if (crowdedShare) {
            attendance.slowestLike(this).ifPresent(ApiSocket::readsTooSlowly);
        }
        if (closing.get()) {
            read(size, now);
            return 0;
        }
        encoded.send(open, Callback.from(() -> read(size, now), failure -> read(size, now)));
        return size;
    }

    private void readsTooSlowly() {
        close(POLICY_VIOLATION, "The client reads too slowly.");
    }

    boolean isLeaving() {
        return closing.get();
    }

    /** So much does not wait any more. */
    private void read(int size, Share counted) {
        counted.queued(-size);
        attendance.queued(-size);
        if (queuedBytes.addAndGet(-size) <= ROOM_BYTES) {
            goOn();
        }
    }

    @Override
    public long waiting() {
        return queuedBytes.get();
    }

    @Override
    public void skipped(long items) {
        attendance.skipped(items);
    }

    @Override
    public boolean maySubscribe() {
        return attendance.maySubscribe(this);
    }

    int subscriptions() {
        return client.subscriptions();
    }

    @Override
    public void whenRoom(Runnable task) {
        waitForRoom.add(task);
        if (queuedBytes.get() <= ROOM_BYTES) {
            goOn();
        }
    }

    /** On another thread: this one may hold what the tasks wait for. */
    private void goOn() {
        for (Runnable task = waitForRoom.poll(); task != null; task = waitForRoom.poll()) {
            scheduler.schedule(Duration.ZERO, task);
        }
    }

    @Override
    public void close(int code, String reason) {
        Session open = session;
        if (open != null && closing.compareAndSet(false, true)) {
            deadline.cancel();
            // Who does not even read the farewell must not keep its place.
            deadline = scheduler.schedule(TIME_TO_LEAVE, this::hangUp);
            open.close(code, reason, Callback.NOOP);
        }
    }

    /** Others wait for this place, so it goes now, whether it reads the farewell or not. */
    void makeRoom() {
        Session open = session;
        if (open != null && closing.compareAndSet(false, true)) {
            deadline.cancel();
            farewell(open);
        }
    }

    private static void farewell(Session leaving) {
        leaving.close(TRY_AGAIN_LATER, TOO_MANY, Callback.from(leaving::disconnect, failure -> leaving.disconnect()));
    }

    private void hangUp() {
        Session open = session;
        left();
        if (open != null) {
            open.disconnect();
        }
    }

    private void left() {
        heartbeat.end();
        attendance.leave(this);
        client.closed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // What a client does wrong ends its connection; there is nothing for an operator to do.
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        deadline.cancel();
        left();
    }
}
