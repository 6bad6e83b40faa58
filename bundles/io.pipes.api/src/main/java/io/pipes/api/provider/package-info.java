// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Finds who does what this bundle only names.
 *
 * <p>Not here: anything that applications use.
 */
@NullMarked
package io.pipes.api.provider;

import org.jspecify.annotations.NullMarked;
