// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import io.pipes.base.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token allows. The token itself is not kept, only its hash.
 *
 * @param id names it for listing and revoking
 * @param verbs methods ({@code pipeline.publish}) or nouns ({@code pipeline}); empty allows all but managing tokens, backups and the process
 * @param network name or id as given in calls; empty allows all networks
 * @param hash SHA-256 of the token's text
 */
public record Token(
        String id, String name, List<String> verbs, Optional<String> network, Optional<Instant> expires, Bytes hash) {
    static final String OWNER = "owner";

    private static final Set<String> BEYOND_A_NETWORK = Set.of(
            "network.create",
            "network.join",
            "network.list",
            "identity.create",
            "identity.list",
            "identity.show",
            "status",
            "store.show");

    public boolean isOwner() {
        return id.equals(OWNER);
    }

    boolean isValidAt(Instant now) {
        return expires.isEmpty() || now.isBefore(expires.get());
    }

    /** Whether a method may be called with that network parameter. */
    public boolean allows(String method, Optional<String> calledNetwork) {
        if (isOwner()) {
            return true;
        }
        if (isForOwner(method)) {
            return false;
        }
        // Calls and subscriptions are the client's own: it got them by a call that was allowed, and they name no
        // network.
        return method.equals("call.cancel")
                || method.startsWith("subscription.")
                || allowsVerb(method) && (network.isEmpty() || isWithin(method, calledNetwork));
    }

    /** A backup holds every key of the process, and its owner's identities. */
    private static boolean isForOwner(String method) {
        return method.startsWith("token.")
                || method.startsWith("backup.")
                || method.equals("node.stop")
                || method.equals("store.move");
    }

    /** A token for one network neither sees nor makes others; what concerns the process is not for it. */
    private boolean isWithin(String method, Optional<String> calledNetwork) {
        return !BEYOND_A_NETWORK.contains(method) && network.equals(calledNetwork);
    }

    private boolean allowsVerb(String method) {
        String noun = method.substring(0, Math.max(0, method.indexOf('.')));
        return verbs.isEmpty() || verbs.contains(method) || verbs.contains(noun);
    }
}
