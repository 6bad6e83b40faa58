// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A node in the process of a test, and programs in processes of their own that use it.
 *
 * <p>Not here: nodes in containers.
 */
@NullMarked
package io.pipes.embedded.served;

import org.jspecify.annotations.NullMarked;
