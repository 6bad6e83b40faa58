// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.api.message.Content;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the members of a network do for each other when asked. A service has a name, 1 to 64 characters of {@code a-z 0-9 . _ -}, and may be
 * offered by several nodes. Requests and answers are sealed between the two nodes, at most 1 MiB each. A handle, which may be used from any
 * thread.
 */
@ProviderType
public interface Services {
    Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    Duration LONGEST_DEADLINE = Duration.ofMinutes(10);

    /** As {@link #offer(String, SortedMap, Handler)}, without metadata. */
    default CompletionStage<Offer> offer(String service, Handler handler) {
        return offer(service, new TreeMap<>(), handler);
    }

    /**
     * Offers a service until the offer is closed or this object is; members hear of it at once. Once made, it comes back by itself, whatever keeps
     * it away for a while: a lost connection, a restart of the node, a removal from the network that is taken back.
     *
     * @param metadata what callers may want to know, at most 16 texts: keys of 1 to 64 characters of {@code a-z 0-9 . _ -}, values of 1 to 256
     *     bytes
     * @param handler at most 64 calls are with it at once; further callers are told {@code BUSY}. A call is with it until it is answered, also
     *     when its deadline has passed
     * @return fails with {@code ALREADY_EXISTS} when another program offers it on this node, and {@code INVALID_ARGUMENT}
     */
    CompletionStage<Offer> offer(String service, SortedMap<String, String> metadata, Handler handler);

    /** As {@link #call(String, Content, Duration)}, within ten seconds. */
    default CompletionStage<Answer> call(String service, Content request) {
        return call(service, request, DEFAULT_DEADLINE);
    }

    /**
     * Calls whoever in the network offers the service; of several the nearest, in turn where they are equally near.
     *
     * @param deadline at most {@link #LONGEST_DEADLINE}; who is called hears of it
     * @return fails with {@code NOT_FOUND} when nobody offers it, {@code UNREACHABLE} when nobody who does can be reached, {@code TIMED_OUT}
     *     (it may have been done all the same), {@code BUSY}, {@code TOO_LARGE} above 1 MiB, and {@code FAILED} with the handler's sentence
     */
    CompletionStage<Answer> call(String service, Content request, Duration deadline);

    /** What is offered, by whom, in order of name and distance. */
    CompletionStage<List<Offered>> list();
}
