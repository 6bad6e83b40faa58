// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A map of a {@link ReplicatedState}. A write, and a removal is one, takes the place of everything that its writer could see of the key;
 * of those that did not know of each other the one with the later hybrid clock counts, or what a {@link Merge} makes of them.
 *
 * <p>A key has 1 to {@link #MAX_KEY_BYTES} bytes in UTF-8.
 */
@ProviderType
public interface ReplicatedMap {
    int MAX_KEY_BYTES = 512;

    /** The longest value, in bytes: all of a state lies in memory. */
    int MAX_VALUE_BYTES = 256 << 10;

    /**
     * Writes a value.
     *
     * @return completes when it is durable here and readers of this node see it. Fails as {@link
     *     io.pipes.api.pipeline.Pipeline#publish} does, and with {@code TOO_LARGE}
     */
    CompletionStage<Sent> put(String key, Content value);

    /** Removes a key; completes and fails as {@link #put}. A key that was removed costs about a hundred bytes for ever. */
    CompletionStage<Sent> remove(String key);

    CompletionStage<Optional<MapEntry>> get(String key);

    /** All entries, in order of key. A change that comes while many are read may be among them or not. */
    CompletionStage<List<MapEntry>> entries();

    /**
     * First what is there, an event for each entry, then what changes; each event has the whole value of its key. Whoever is slow gets
     * the latest value of each key that changed and not those in between, so nothing piles up.
     *
     * <p>After a lost connection, and when the feature was replaced, it begins anew with what is there then. What was removed meanwhile is not
     * told: a {@link io.pipes.api.ChangeSubscriber} hears of the new beginning and forgets what it has.
     *
     * @return any number of subscribers, who hear everything on the application's executor
     */
    Flow.Publisher<MapChange> changes();
}
