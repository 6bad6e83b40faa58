// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A pipeline's history as a file that another member imports: its format, and how it is written and read a part at a time.
 *
 * <p>Not here: the file itself, which belongs to whoever exports or imports; and backups of a node, which hold its keys.
 */
@NullMarked
package io.pipes.pipeline.archive;

import org.jspecify.annotations.NullMarked;
