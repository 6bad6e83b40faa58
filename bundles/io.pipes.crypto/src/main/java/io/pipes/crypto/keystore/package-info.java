// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Keys at rest: sealed files under one master key, which a key file or a passphrase unlocks.
 *
 * <p>Not here: which keys there are, and backups of them.
 */
@NullMarked
package io.pipes.crypto.keystore;

import org.jspecify.annotations.NullMarked;
