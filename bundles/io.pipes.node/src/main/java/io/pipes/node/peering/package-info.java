// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * To whom a node keeps links
 *
 * <p>Not here:  addresses, dialling, retries.:links themselves.
 */
@NullMarked
package io.pipes.node.peering;

import org.jspecify.annotations.NullMarked;
