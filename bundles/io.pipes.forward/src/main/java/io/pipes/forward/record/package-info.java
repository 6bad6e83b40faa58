// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What is published and forwarded as the node's store keeps it. */
@NullMarked
package io.pipes.forward.record;

import org.jspecify.annotations.NullMarked;
