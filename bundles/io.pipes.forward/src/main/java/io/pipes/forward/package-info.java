// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Port forwarding: what attaches it to a node, and what is published and forwarded there. */
@NullMarked
package io.pipes.forward;

import org.jspecify.annotations.NullMarked;
