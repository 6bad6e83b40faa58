// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.gateway.token.Token;
import io.pipes.spi.metrics.ApiFigures;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Who is connected: strangers, and clients that have proven who they are. They are counted apart, so that strangers, whom anybody on this
 * machine can send, take no client's place; and the stranger who has waited for longest makes room for the next, who may be a client that
 * is about to say so. May be used from any thread.
 */
final class Attendance {
    /** Those that have not authenticated, at a time. */
    static final int MAX_STRANGERS = 16;

    /** What should not wait for all of them together, in characters. */
    static final long MAX_QUEUED_BYTES = 48 << 20;

    /** What all of them together should have said that is not answered; from there on each has little of it. */
    static final long MAX_UNANSWERED_BYTES = 48 << 20;

    private final Places places;
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final Set<ApiSocket> strangers = new LinkedHashSet<>();
    private final Map<ApiSocket, Token> clients = new HashMap<>();
    private final Map<Token, Share> shares = new HashMap<>();

    Attendance(Places places) {
        this.places = places;
    }

    /** Whether nobody else may come in now. */
    synchronized boolean isFull() {
        return clients.size() >= places.all();
    }

    /** Lets a stranger in, unless it is full; another one may have to go. */
    boolean enter(ApiSocket stranger) {
        Optional<ApiSocket> eldest;
        synchronized (this) {
            if (isFull()) {
                return false;
            }
            eldest = strangers.size() < MAX_STRANGERS
                    ? Optional.empty()
                    : Optional.of(strangers.iterator().next());
            eldest.ifPresent(strangers::remove);
            strangers.add(stranger);
        }
        eldest.ifPresent(ApiSocket::makeRoom);
        return true;
    }

    /**
     * Makes a stranger a client; empty when there is no place for one with this token, or it has gone. Who shows another token later keeps its
     * place.
     *
     * @return what it shares with others of its token
     */
    synchronized Optional<Share> admit(ApiSocket known, Token token) {
        Token first = clients.getOrDefault(known, token);
        if (!clients.containsKey(known)) {
            if (!places.isFree(token, clients.values()) || !strangers.remove(known)) {
                return Optional.empty();
            }
            clients.put(known, token);
        }
        return Optional.of(shares.computeIfAbsent(first, Share::of));
    }

    /** Whether a client may hold one more subscription beside those that clients of its token have. */
    synchronized boolean maySubscribe(ApiSocket client) {
        Token token = clients.get(client);
        return token == null
                || shares.get(token)
                        .maySubscribe(clients.entrySet().stream()
                                .filter(other -> other.getValue().equals(token))
                                .mapToInt(other -> other.getKey().subscriptions())
                                .sum());
    }

    /** How much one more client may say before it is answered. */
    RequestRoom room() {
        return new RequestRoom(unanswered);
    }

    /** Notes that more waits to be read by somebody, or less; how much it is for all. */
    long queued(long more) {
        return queued.addAndGet(more);
    }

    /** The client that has most to read, if that is more than its share. */
    synchronized Optional<ApiSocket> slowest() {
        return slowestOf(clients.keySet().stream());
    }

    /** As {@link #slowest}, among those with the same token. */
    synchronized Optional<ApiSocket> slowestLike(ApiSocket client) {
        Token token = clients.get(client);
        return slowestOf(clients.entrySet().stream()
                .filter(other -> other.getValue().equals(token))
                .map(Map.Entry::getKey));
    }

    private static Optional<ApiSocket> slowestOf(Stream<ApiSocket> clients) {
        return clients.filter(client -> !client.isLeaving() && client.waiting() > ApiSocket.FAIR_BYTES)
                .max(Comparator.comparingLong(ApiSocket::waiting));
    }

    /** Notes that somebody was too slow for so many items. */
    void skipped(long items) {
        skipped.addAndGet(items);
    }

    synchronized ApiFigures figures() {
        int subscriptions =
                clients.keySet().stream().mapToInt(ApiSocket::subscriptions).sum();
        return new ApiFigures(clients.size(), strangers.size(), subscriptions, queued.get(), skipped.get());
    }

    synchronized void leave(ApiSocket gone) {
        strangers.remove(gone);
        Token token = clients.remove(gone);
        if (token != null && !clients.containsValue(token)) {
            shares.remove(token);
        }
    }

    synchronized List<ApiSocket> all() {
        return Stream.concat(strangers.stream(), clients.keySet().stream()).toList();
    }
}
