// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.gateway.rpc.Client;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls of services that clients were told of and have not answered. May be used from any thread. */
final class OpenCalls {
    private final AtomicLong last = new AtomicLong();
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    private record Open(Client client, OpenCall call) {}

    /**
     * Keeps a call until the client has answered it, or is expected to no more.
     *
     * @return its name for the client
     */
    String add(Client client, OpenCall call) {
        String id = "c" + last.incrementAndGet();
        open.put(id, new Open(client, call));
        call.whenOver(() -> open.remove(id));
        return id;
    }

    /** What a client was told of and has not answered; nobody answers for another one. */
    Optional<OpenCall> of(Client client, String id) {
        return Optional.ofNullable(open.get(id))
                .filter(one -> one.client() == client)
                .map(Open::call);
    }

    static PipesException nobodyWaits(String id) {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "No call '" + (id.length() <= 20 ? id : "...")
                        + "' waits for an answer: it was answered already, or nobody waits any more.");
    }
}
