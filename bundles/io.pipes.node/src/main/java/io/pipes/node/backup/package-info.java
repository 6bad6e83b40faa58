// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Backups of a home as a file: its parts, their seal, and a consistent picture of a store that is in use.
 *
 * <p>Not here: what becomes of it at restore, which is the kernel's.
 */
@NullMarked
package io.pipes.node.backup;

import org.jspecify.annotations.NullMarked;
