// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A feature that lives on nodes. Registered as a service (whiteboard); the kernel attaches it to every running node and detaches
 * it when the service goes, so a feature can be replaced while its nodes keep their links.
 *
 * <p><b>Memory.</b> What must outlive the replacement goes to {@link NodeContext#store()} before {@link Attachment#detach}
 * completes.
 */
@ConsumerType
public interface NodeExtension {
    /** The feature's name, for instance {@code pipeline}. */
    String name();

    /**
     * Areas of the feature in the node's store that are bound to the node's id and make no sense for another node that takes its place,
     * by how they begin. A backup leaves them out.
     */
    default Collection<String> ownAreas() {
        return List.of();
    }

    /**
     * Begins to live on a node. Called on the node's loop; loads what it needs and registers protocols, facets and listeners.
     * Until the stage completes, messages for its protocols are held back.
     *
     * @param node valid until the attachment is detached
     */
    CompletionStage<Attachment> attach(NodeContext node);

    /** One extension on one node. */
    @ConsumerType
    interface Attachment {
        /**
         * Undoes everything and saves what must be remembered. Called on the node's loop, once. Protocols and facets are taken
         * away by the kernel before this call, so nothing new arrives.
         */
        CompletionStage<Void> detach();
    }
}
