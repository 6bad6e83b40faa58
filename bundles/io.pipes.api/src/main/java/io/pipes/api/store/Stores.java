// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which store this process keeps its nodes in. There are several kinds ({@code derby} on this machine's disk, {@code postgresql} in a
 * database), each a feature that can be installed; the home says which one is used. May be called from any thread.
 */
@ProviderType
public interface Stores {
    /** How it is now. Does not block. */
    StoreInfo info();

    /**
     * Moves all nodes of this process into the store of another kind. They are stopped while it copies and started again afterwards, on
     * the other store if everything went well and on the old one otherwise; nothing is lost either way, also if the process dies. The
     * old contents are destroyed when the switch is durable.
     *
     * <p>Completes when it is over, which may take as long as reading and writing everything twice; {@link #info} tells how far it is.
     * Fails with {@code INVALID_ARGUMENT} if they are there already, {@code FEATURE_MISSING} if one of the two stores is not installed,
     * {@code BUSY} if a move is under way, {@code STORAGE} if one of the two stores fails.
     *
     * @param kind such as {@code postgresql}
     */
    CompletionStage<StoreInfo> move(String kind);
}
