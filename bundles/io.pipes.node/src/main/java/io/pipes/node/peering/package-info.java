// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * To whom a node keeps links: addresses, dialling, retries.
 *
 * <p>Not here: links themselves.
 */
@NullMarked
package io.pipes.node.peering;

import org.jspecify.annotations.NullMarked;
