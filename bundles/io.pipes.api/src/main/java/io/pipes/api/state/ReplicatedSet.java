// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Sent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A set of a {@link ReplicatedState}. A removal undoes the additions that its author could see, so an addition that happens meanwhile
 * elsewhere wins.
 *
 * <p>An element has 1 to {@link ReplicatedMap#MAX_KEY_BYTES} bytes in UTF-8.
 */
@ProviderType
public interface ReplicatedSet {
    /** Completes and fails as {@link ReplicatedMap#put} does. */
    CompletionStage<Sent> add(String element);

    /** Completes and fails as {@link ReplicatedMap#put} does. */
    CompletionStage<Sent> remove(String element);

    CompletionStage<Boolean> contains(String element);

    /** In order. A change that comes while many are read may be among them or not. */
    CompletionStage<List<String>> elements();

    /** First what is there, then what changes; whoever is slow gets the latest of each element. See {@link ReplicatedMap#changes}. */
    Flow.Publisher<SetChange> changes();
}
