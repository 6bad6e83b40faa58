// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import io.pipes.base.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a token allows. The token itself is not kept, only its hash.
 *
 * @param id names it for listing and revoking
 * @param verbs methods ({@code pipeline.publish}) or nouns ({@code pipeline}); empty allows all but managing tokens, backups and the process
 * @param reach where that is
 * @param hash SHA-256 of the token's text
 */
public record Token(String id, String name, List<String> verbs, Reach reach, Optional<Instant> expires, Bytes hash) {
    /** What a token has to be for that a monitoring system shows. No method of the API is called so. */
    public static final String METRICS = "metrics";

    static final String OWNER = "owner";

    public boolean isOwner() {
        return id.equals(OWNER);
    }

    boolean isValidAt(Instant now) {
        return expires.isEmpty() || now.isBefore(expires.get());
    }

    /** Whether a method may be called somewhere. */
    public boolean allows(String method) {
        if (isOwner()) {
            return true;
        }
        if (isForOwner(method)) {
            return false;
        }
        // Calls and subscriptions are the client's own: it got them by a call that was allowed, and they name no
        // network.
        return method.equals("call.cancel") || method.startsWith("subscription.") || allowsVerb(method);
    }

    /** A backup holds every key of the process, and its owner's identities. */
    private static boolean isForOwner(String method) {
        return method.startsWith("token.")
                || method.startsWith("backup.")
                || method.equals("node.stop")
                || method.equals("store.move");
    }

    private boolean allowsVerb(String method) {
        String noun = method.substring(0, Math.max(0, method.indexOf('.')));
        return verbs.isEmpty() || verbs.contains(method) || verbs.contains(noun);
    }
}
