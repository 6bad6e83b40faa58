// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Cancellable;
import io.pipes.gateway.token.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected client: who it is, and what it subscribed to. */
public final class Client {
    private static final Logger LOG = LoggerFactory.getLogger("io.pipes.gateway");

    private final Outlet outlet;
    private final AtomicLong lastSubscription = new AtomicLong();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, PatientCalls> calls = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();
    private final Map<Object, Call> unanswered = new ConcurrentHashMap<>();
    private final Map<Token, Lease> leases = new ConcurrentHashMap<>();
    private final Set<Farewell> farewells = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Token token;
    private volatile boolean closed;

    public Client(Outlet outlet) {
        this.outlet = outlet;
    }

    /** Something that goes on after the call that began it. */
    public interface Subscription {
        /** The client takes that many more. */
        void grant(long count);

        void cancel();
    }

    /** By which it was let in. */
    public Optional<Token> token() {
        return Optional.ofNullable(token);
    }

    public boolean isAuthenticated() {
        return token != null;
    }

    /** The client's calls of one method that exists. */
    PatientCalls calls(String method, Retries retries) {
        return calls.computeIfAbsent(method, first -> retries.calls());
    }

    /**
     * Lets the client in. It stays until the first of its tokens ends: what it subscribed to does not tell by which of them that was
     * allowed.
     */
    void authenticated(Token proven, Lease lease) {
        outlet.admit(proven);
        token = proven;
        if (leases.putIfAbsent(proven, lease) == null) {
            lease.begin();
        }
        if (closed) {
            lease.cancel();
        }
    }

    Turns turns() {
        return turns;
    }

    /** Keeps a call for who wants to cancel it, until it is over. */
    void begun(Call call) {
        call.id().filter(Call::isId).map(Call::key).ifPresent(key -> {
            unanswered.put(key, call);
            call.result().whenComplete((value, failure) -> unanswered.remove(key, call));
        });
    }

    /** Breaks off a call; false if there is none of this id, or it is over. */
    public boolean cancelCall(JsonNode id) {
        Call call = unanswered.get(Call.key(id));
        return call != null && call.cancel();
    }

    /** Sends the client away; it is told nothing more. */
    void end(String reason) {
        closed();
        outlet.close(Outlet.POLICY_VIOLATION, reason);
    }

    /** Answers the client. */
    void answer(JsonNode response) {
        if (!closed) {
            outlet.send(response);
        }
    }

    /** Tells the client something; about how many bytes that are, 0 if it has gone. */
    public long notify(String method, JsonNode params) {
        if (closed) {
            return 0;
        }
        ObjectNode notification = JsonNodeFactory.instance.objectNode();
        notification.put("jsonrpc", "2.0").put("method", method).set("params", params);
        return outlet.send(notification);
    }

    /** Notes that the client was too slow for so many items. */
    public void skipped(long items) {
        outlet.skipped(items);
    }

    /** How many subscriptions the client holds. */
    public int subscriptions() {
        return subscriptions.size();
    }

    /** About how many bytes the client has not read yet. */
    public long waiting() {
        return outlet.waiting();
    }

    /** Runs a task, on another thread, once the client has read so much that there is room for more. */
    public void whenRoom(Runnable task) {
        outlet.whenRoom(task);
    }

    public String newSubscriptionId() {
        if (subscriptions.size() >= Limits.SUBSCRIPTIONS) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "A client may hold " + Limits.SUBSCRIPTIONS + " subscriptions. Cancel one first.");
        }
        if (!outlet.maySubscribe()) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "The clients of this token hold as many subscriptions as they may together. Cancel one first.");
        }
        return "s" + lastSubscription.incrementAndGet();
    }

    /** Keeps a subscription until it is cancelled; one for a client that has gone meanwhile is cancelled at once. */
    public void add(String id, Subscription subscription) {
        boolean gone;
        synchronized (this) {
            gone = closed;
            if (!gone) {
                subscriptions.put(id, subscription);
            }
        }
        if (gone) {
            subscription.cancel();
        }
    }

    public Subscription subscription(String id) {
        Subscription found = subscriptions.get(id);
        if (found == null) {
            throw new PipesException(
                    PipesException.Code.NOT_FOUND, "There is no subscription '" + id + "', or it has ended.");
        }
        return found;
    }

    public void cancel(String id) {
        subscription(id).cancel();
        subscriptions.remove(id);
    }

    /** Cancels a subscription unless it has ended. */
    public void drop(String id) {
        Subscription found = subscriptions.remove(id);
        if (found != null) {
            found.cancel();
        }
    }

    /** Lets go of a subscription that did not come about, or that has ended by itself. */
    public void forget(String id) {
        subscriptions.remove(id);
    }

    /** What happens when the client goes; each is another one. */
    private static final class Farewell {
        private final Runnable then;

        Farewell(Runnable then) {
            this.then = then;
        }
    }

    /**
     * Runs something when the client has gone, or at once if it has.
     *
     * @return has it forgotten
     */
    public Cancellable whenGone(Runnable then) {
        Farewell farewell = new Farewell(then);
        boolean gone;
        synchronized (this) {
            gone = closed;
            if (!gone) {
                farewells.add(farewell);
            }
        }
        if (gone) {
            then.run();
        }
        return () -> farewells.remove(farewell);
    }

    /** The connection is gone: what waits is dropped, what runs is cancelled, what it has is let go. */
    public void closed() {
        List<Runnable> ends = new ArrayList<>();
        ends.add(turns::close);
        synchronized (this) {
            closed = true;
            farewells.forEach(farewell -> ends.add(farewell.then));
            farewells.clear();
            subscriptions.values().forEach(subscription -> ends.add(subscription::cancel));
            subscriptions.clear();
        }
        leases.values().forEach(lease -> ends.add(lease::cancel));
        // Without the lock: they take locks of their own, of those who may want this one.
        ends.forEach(Client::end);
    }

    /** The others end, whatever becomes of one. */
    private static void end(Runnable one) {
        try {
            one.run();
        } catch (RuntimeException failure) {
            LOG.warn("Something of a client that has gone could not be ended; the rest of it has", failure);
        }
    }
}
