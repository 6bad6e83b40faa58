// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * One class for each noun of the command line.
 *
 * <p>Not here: how answers look and how processes are started.
 */
@NullMarked
package io.pipes.cli.command;

import org.jspecify.annotations.NullMarked;
