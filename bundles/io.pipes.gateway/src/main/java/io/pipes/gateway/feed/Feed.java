// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.base.Clamp;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.ApiError;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Limits;
import io.pipes.gateway.rpc.Retries;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages, or whatever else happens, for one client, never more than it granted, and no more than it reads. What does not fit is held back
 * at its source ({@link Kind#HOLDING}) or counted and skipped ({@link Kind#SKIPPING}). When the feature behind it is replaced, it subscribes
 * again by itself.
 *
 * <p>Grants come from the client's thread, messages from the node's: both hold the feed's lock, for moments.
 */
public final class Feed<T> implements Client.Subscription, Flow.Subscriber<T> {
    /** The most a client may have granted and not received. */
    public static final long MAX_WINDOW = Limits.WINDOW;

    public static final long DEFAULT_WINDOW = 256;

    /** For what is so little that the client need not grant it. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** While so many bytes wait to be read, nothing more is asked for at the source. */
    static final long ENOUGH = 1 << 20;
    /** While so many do, what cannot be held back is skipped. */
    static final long TOO_MUCH = 8 << 20;
    /** So many bytes are asked for at a time, as far as can be told from what came last. */
    private static final long AT_ONCE = 512 << 10;

    /** Nothing is known of their length yet. */
    private static final long FIRST = 4;

    /** So many that came are kept here while the client has enough to read; the source was asked for about as many when they are long. */
    static final int MOST_HELD = 4;

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int MAX_TRIES = 1_000;

    /** What happens to what the client has no room for. */
    public enum Kind {
        HOLDING,
        SKIPPING
    }

    private final String id;
    private final Kind kind;
    private final Client client;
    private final Notices<T> notices;
    private final Supplier<Flow.Publisher<T>> source;
    private final Scheduler scheduler;
    private Flow.@Nullable Subscription upstream;
    /** What the client has granted and not been told yet. */
    private long window;
    /** How much of it was asked for at the source and has not come. */
    private long asked;
    /** So much may be asked for at a time. */
    private long most = FIRST;
    /** How long notifications were, the longest counting most. */
    private long length = 1;

    /** What came when the client had enough to read: other feeds of it were as quick. While something is here, this one waits. */
    private final Deque<T> held = new ArrayDeque<>();

    /** How the source has ended, behind what is held. */
    private @Nullable Runnable last;

    private boolean waits;
    /** Something that was put off is told when the node's thread is free. */
    private boolean flushing;

    private long skipped;
    private int tries;
    private boolean subscribed;
    private boolean cancelled;

    /**
     * A feed of changes, with a notification for each.
     *
     * @param notification the name of what the client is told
     * @param row what it is told, beside the subscription
     */
    public Feed(
            String id,
            Kind kind,
            long window,
            Client client,
            String notification,
            Supplier<Flow.Publisher<T>> source,
            Function<T, ObjectNode> row,
            Scheduler scheduler) {
        this(id, kind, window, client, Notices.changes(client, id, notification, row), source, scheduler);
    }

    /** @param notices how the client is told */
    public Feed(
            String id,
            Kind kind,
            long window,
            Client client,
            Notices<T> notices,
            Supplier<Flow.Publisher<T>> source,
            Scheduler scheduler) {
        this.id = id;
        this.kind = kind;
        this.window = window;
        this.client = client;
        this.notices = notices;
        this.source = source;
        this.scheduler = scheduler;
    }

    /** Begins, and ends with the client; what is wrong from the start is thrown to the caller. */
    public void beginFor(Client owner) {
        beginFor(owner, this);
    }

    /** @param face what the client has instead of this */
    void beginFor(Client owner, Client.Subscription face) {
        owner.add(id, face);
        try {
            begin();
        } catch (RuntimeException wrong) {
            owner.forget(id);
            throw wrong;
        }
    }

    /** Begins; what is wrong from the start is thrown to the caller. */
    void begin() {
        source.get().subscribe(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        if (cancelled) {
            subscription.cancel();
            return;
        }
        upstream = subscription;
        if (subscribed && notices.leavesGaps()) {
            ObjectNode params = JsonNodeFactory.instance.objectNode();
            client.notify("skipped", params.put("subscription", id).put("count", 0));
        }
        subscribed = true;
        tries = 0;
        asked = 0;
        if (kind == Kind.SKIPPING) {
            subscription.request(Long.MAX_VALUE);
        } else {
            ask();
        }
    }

    /** Asks the source for more of what the client has granted, as far as it reads. */
    private void ask() {
        long more = Math.min(most, window) - asked;
        if (more <= 0 || waits || upstream == null) {
            return;
        }
        if (client.waiting() > ENOUGH) {
            awaitRoom();
            return;
        }
        asked += more;
        upstream.request(more);
    }

    private void awaitRoom() {
        if (!waits) {
            waits = true;
            client.whenRoom(this::goOn);
        }
    }

    private synchronized void goOn() {
        waits = false;
        while (!held.isEmpty() && client.waiting() <= ENOUGH) {
            tell(held.remove());
        }
        Runnable end = last;
        if (!held.isEmpty()) {
            awaitRoom();
        } else if (end != null) {
            last = null;
            end.run();
        } else if (!cancelled) {
            ask();
        }
    }

    @Override
    public synchronized void onNext(T item) {
        if (cancelled) {
            return;
        }
        if (window <= held.size() || kind == Kind.SKIPPING && client.waiting() > TOO_MUCH) {
            skipped++;
        } else if (kind == Kind.SKIPPING) {
            tell(item);
        } else {
            take(item);
        }
    }

    private void take(T item) {
        asked--;
        held.add(item);
        if (held.size() > MOST_HELD || !waits && client.waiting() <= ENOUGH) {
            tell(held.remove());
        }
        if (!held.isEmpty()) {
            awaitRoom();
        } else if (asked <= most / 2) {
            ask();
        }
    }

    private void tell(T item) {
        tellSkipped();
        window -= window == UNLIMITED ? 0 : 1;
        length = Math.max(notices.tell(item), length - length / 8);
        most = Math.max(1, AT_ONCE / length);
        flushLater();
    }

    private void flushLater() {
        if (notices.isPending() && !flushing) {
            flushing = true;
            scheduler.schedule(Duration.ZERO, this::flush);
        }
    }

    private synchronized void flush() {
        flushing = false;
        if (!cancelled) {
            notices.flush();
        }
    }

    private void tellSkipped() {
        if (skipped > 0) {
            notices.flush();
            ObjectNode params = JsonNodeFactory.instance.objectNode();
            client.skipped(skipped);
            client.notify("skipped", params.put("subscription", id).put("count", skipped));
            skipped = 0;
        }
    }

    @Override
    public synchronized void grant(long count) {
        window = window == UNLIMITED ? UNLIMITED : Math.min(MAX_WINDOW, Clamp.add(window, count));
        if (window > 0) {
            tellSkipped();
        }
        if (kind == Kind.HOLDING && !cancelled) {
            ask();
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        held.clear();
        last = null;
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    public synchronized void onError(Throwable why) {
        upstream = null;
        if (!cancelled) {
            behindHeld(() -> failed(why));
        }
    }

    private void behindHeld(Runnable end) {
        if (held.isEmpty()) {
            end.run();
        } else {
            last = end;
        }
    }

    private void failed(Throwable why) {
        if (Retries.isAway(why) && tries++ < MAX_TRIES) {
            scheduler.schedule(PAUSE, this::again);
        } else {
            end(why);
        }
    }

    private void again() {
        if (isCancelled()) {
            return;
        }
        try {
            begin();
        } catch (RuntimeException away) {
            onError(away);
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void end(Throwable why) {
        end(ApiError.of(why));
    }

    /** Tells the client that nothing more comes; its place is free for another subscription, and what it still grants is for nobody. */
    private void end(JsonNode why) {
        notices.flush();
        cancelled = true;
        client.forget(id);
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("subscription", id).set("error", why);
        client.notify("ended", params);
    }

    /** All there was to read has been read. */
    @Override
    public synchronized void onComplete() {
        if (!cancelled) {
            behindHeld(() -> end(NullNode.getInstance()));
        }
    }
}
