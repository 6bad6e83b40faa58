// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.presence;

import io.pipes.api.ChangeSubscriber;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who of a network is there now. A handle, which may be used from any thread.
 *
 * <p>What members say about themselves is shown and never trusted: nobody has checked a status or a list of capabilities.
 */
@ProviderType
public interface Presence {
    /** The longest status, in characters (Unicode code points). */
    int MAX_STATUS = 140;

    /** All members as this node sees them, itself first, then by name. Round trips may be a second old. */
    CompletionStage<List<MemberPresence>> list();

    /**
     * Lets all members know what this node is doing; kept across restarts.
     *
     * @param status at most {@value #MAX_STATUS} printable characters and 420 bytes of UTF-8; empty for none
     * @return completes when it is kept here, which does not mean that anyone has read it. Fails with {@code INVALID_ARGUMENT},
     *     {@code STORAGE}
     */
    CompletionStage<Void> set(String status);

    /**
     * Changes of what {@link #list} shows, except of round trips and times. Who reads slowly gets the newest of each member. What has changed while the
     * connection to the node was lost does not come any more; a {@link ChangeSubscriber} is told so.
     */
    Flow.Publisher<PresenceEvent> events();
}
