// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Runs nodes inside applications: the one artifact that these depend on.
 *
 * <p>Not here: what nodes are made of, which is the engine's to say, and how applications talk to them, which is the gateway's and the
 * client's.
 */
@NullMarked
package io.pipes.embedded;

import org.jspecify.annotations.NullMarked;
