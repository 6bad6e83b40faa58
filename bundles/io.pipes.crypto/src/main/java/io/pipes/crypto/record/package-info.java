// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The AEAD of a lane's records.
 *
 * <p>Not here: what a record holds, counters, resuming and rekeying, which are the kernel's.
 */
@NullMarked
package io.pipes.crypto.record;

import org.jspecify.annotations.NullMarked;
