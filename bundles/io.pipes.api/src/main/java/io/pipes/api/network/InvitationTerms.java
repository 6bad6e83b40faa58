// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import java.time.Duration;

/**
 * What an invitation allows.
 *
 * @param role the role of who joins by it
 * @param validFor 1 minute to 365 days
 * @param uses how many may join by it, 1 to 10,000
 */
public record InvitationTerms(Role role, Duration validFor, int uses) {
    public static final InvitationTerms DEFAULT = new InvitationTerms(Role.WRITER, Duration.ofHours(72), 1);
}
