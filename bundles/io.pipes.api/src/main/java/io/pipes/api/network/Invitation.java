// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import java.time.Instant;

/**
 * An invitation that was made.
 *
 * @param ticket what to hand to the invited, as text; whoever holds it may join, so treat it like a password
 */
public record Invitation(String ticket, Role role, Instant expires, int uses) {
    /** Without the ticket: what is written to a log must not let anybody in. */
    @Override
    public String toString() {
        return "Invitation[role=" + role + ", expires=" + expires + ", uses=" + uses + "]";
    }
}
