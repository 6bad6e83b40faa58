// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;

/**
 * On what the right to an operation rests. It follows from the operation's past alone, so it never changes.
 *
 * @param role the author's role then
 * @param needed the weakest role that would have been enough
 * @param add which operation had let the author in
 * @param grant which operation had given the author enough of a role: the same, or else the latest assignment
 */
record Standing(Role role, Role needed, int add, int grant) {}
