// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.presence;

import java.util.Locale;

/**
 * A member has changed.
 *
 * @param member how it is now, or was last
 */
public record PresenceEvent(Kind kind, MemberPresence member) {
    /** What has happened. */
    public enum Kind {
        /** It has become a member. */
        JOINED,

        /** It came nearer or went farther, fell silent or spoke again, or says something else about itself. */
        CHANGED,

        /** It is no member any more. */
        REMOVED;

        /** As the API writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
