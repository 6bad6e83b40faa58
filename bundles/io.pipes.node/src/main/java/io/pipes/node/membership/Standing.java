// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;

/**
 * On what the right to an operation rests. It follows from the operation's past alone, so it never changes.
 *
 * @param role the author's role then
 * @param add which operation had let the author in
 * @param grant which operation had given the author that role: the same, or an assignment
 */
record Standing(Role role, int add, int grant) {}
