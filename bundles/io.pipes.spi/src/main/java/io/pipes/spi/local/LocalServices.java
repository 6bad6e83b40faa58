// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Call;
import io.pipes.api.service.Offered;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Requests that one node of a network answers another. A facet of a network. May be used from any thread; stages and handlers come on the
 * node's loop, so they must not block.
 *
 * <p>A service has a name, 1 to 64 characters of {@code a-z 0-9 . _ -}. What a member says about its services is shown and never trusted.
 */
@ProviderType
public interface LocalServices {
    /** Services that one node offers at a time. */
    int MAX_SERVICES = 64;

    int MAX_METADATA = 16;

    /** What a node says about its services, names and metadata of all of them together, in bytes. Every member keeps it. */
    int MAX_ANNOUNCED_BYTES = 32 << 10;

    /** Calls that are with one handler at a time: from when it is given one until it has answered, in time or late. */
    int MAX_CALLS = 64;

    /** Calls of this node, or of one other node at this one, that have no answer yet. */
    int MAX_OUTSTANDING = 256;

    /** Requests that have no answer yet, or answers that were not fetched yet, of one node or of this one, in bytes. */
    int MAX_WAITING_BYTES = 16 << 20;

    /** The longest sentence with which a handler may fail, in characters. */
    int MAX_SENTENCE = 300;

    /**
     * Offers a service until the registration is closed or the feature goes. Members hear of it at once, or within a second when what this
     * node offers has just changed.
     *
     * @param metadata at most {@value #MAX_METADATA} texts, keys of 1 to 64 characters of {@code a-z 0-9 . _ -} and values of 1 to 256 bytes
     * @return completes when it can be called. Fails with {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS} when it is offered on this node
     *     already, {@code BUSY} when there are {@value #MAX_SERVICES}, {@code TOO_LARGE} above {@value #MAX_ANNOUNCED_BYTES} bytes, {@code
     *     REVOKED}, {@code FEATURE_MISSING}
     */
    CompletionStage<Registration> offer(String service, SortedMap<String, String> metadata, Handler handler);

    /**
     * Calls a service of a node, or of whoever offers it: the nearest, in turn where several are equally near. Who cannot be reached, or is
     * busy, and has certainly not begun makes room for the next one. While this runs, no handler is given the call twice, also if links end
     * and come back.
     *
     * @param deadline more than 0, at most ten minutes; who is called hears how much of it is left
     * @return fails with {@code INVALID_ARGUMENT}, {@code TOO_LARGE}, {@code NOT_FOUND} when nobody offers it, {@code UNREACHABLE} when
     *     nobody who does can be reached, {@code BUSY}, {@code TIMED_OUT} (it may have been done all the same), {@code FAILED} with the
     *     handler's sentence, {@code REVOKED}, and {@code FEATURE_MISSING} if it has certainly not begun. Cancelling it, as a future, gives
     *     the call up; what was begun is not undone
     */
    CompletionStage<Answer> call(String service, Optional<NodeId> node, Content request, Duration deadline);

    /** What is offered for calls, by whom, in order of name and distance, those that cannot be reached last. */
    CompletionStage<List<Offered>> list();

    /** Answers calls of one service, on the node's loop; several calls may be with it at once. */
    @FunctionalInterface
    interface Handler {
        /**
         * @return what the caller gets; when it fails, or something is thrown, the caller gets {@code FAILED} with the sentence of a {@link
         *     io.pipes.api.PipesException}, and without details of anything else. {@code BUSY} means that it has not begun, so that another
         *     node may be asked. After the deadline nobody waits for it any more,
         *     but it has to complete all the same: until then it takes one of {@value #MAX_CALLS} places
         */
        CompletionStage<Content> answer(Call call);

        /** The feature goes, and with it the offer; who still wants to be called offers again when it is back. */
        default void ended() {}
    }
}
