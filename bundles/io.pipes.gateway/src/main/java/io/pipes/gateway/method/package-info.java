// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The methods, one class for each noun, and how names in parameters are understood.
 *
 * <p>Not here: subscriptions, which outlive a call.
 */
@NullMarked
package io.pipes.gateway.method;

import org.jspecify.annotations.NullMarked;
