// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The identities of this process and the keystore that holds their keys.
 *
 * <p>Not here: nodes and their keys, which belong to the kernel; formats of sealed files, which belong to the suite.
 */
@NullMarked
package io.pipes.identity;

import org.jspecify.annotations.NullMarked;
