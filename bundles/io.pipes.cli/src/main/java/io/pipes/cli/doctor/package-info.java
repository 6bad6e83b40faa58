// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Looks for what keeps a node from working, one check per class of trouble.
 *
 * <p>Not here: mending it.
 */
@NullMarked
package io.pipes.cli.doctor;

import org.jspecify.annotations.NullMarked;
