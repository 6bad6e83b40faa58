// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;

/**
 * A member as one state of the log has it.
 *
 * @param add which operation let it in
 * @param grant which operation gave it its role
 */
record Seat(Newcomer who, Role role, int add, int grant) {}
