// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.spi.node.Registration;
import java.util.List;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the members of a network offer, of all kinds that this version knows. A facet for other features of the node, which announce here
 * what they serve and find what others do; what is called is offered with {@link LocalServices}.
 *
 * <p>This is a list and no guard: who serves something decides by the rules that it was given itself whom it lets in.
 *
 * <p><b>Threads.</b> Everything is used on the node's loop, and listeners are told there.
 *
 * <p><b>Failure.</b> Everything but closing throws {@code PipesException}: {@code FEATURE_MISSING} once the facet is gone. Who announces
 * follows the facet ({@link io.pipes.spi.node.NodeContext#follow}) and announces again when there is another one; within two seconds, so
 * that members do not see it go in between.
 */
@ProviderType
public interface ServiceCatalogue {
    /**
     * Announces a service until the registration is closed or the facet goes. Members hear of it at once, or within a second when what this
     * node offers has just changed. A name stands for one thing on a node, whatever its kind.
     *
     * @param service 1 to 64 characters of {@code a-z 0-9 . _ -}
     * @param kind not {@link ServiceKind#CALL}
     * @param metadata at most {@value LocalServices#MAX_METADATA} texts, keys of 1 to 64 characters of {@code a-z 0-9 . _ -} and values of 1
     *     to 256 bytes
     * @param access shown to all members
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS} when this node offers something of that name,
     *     {@code BUSY} when there are {@value LocalServices#MAX_SERVICES}, {@code TOO_LARGE} above {@value
     *     LocalServices#MAX_ANNOUNCED_BYTES} bytes in all, {@code REVOKED}, {@code FEATURE_MISSING}
     * @throws IllegalArgumentException for {@link ServiceKind#CALL}, which nothing would answer
     */
    Registration announce(String service, ServiceKind kind, SortedMap<String, String> metadata, Access access);

    /** Who offers a service of this name and kind, in the order of {@link #list}: this node itself first. */
    List<Announced> find(String service, ServiceKind kind);

    /** All that is offered, in order of name and distance, those that cannot be reached last. */
    List<Announced> list();

    /**
     * Hears when this node or another one offers something else than before, in a later turn of the loop and once for all that changes in
     * one. That somebody comes nearer or goes away is no change.
     */
    Registration listen(Runnable listener);
}
