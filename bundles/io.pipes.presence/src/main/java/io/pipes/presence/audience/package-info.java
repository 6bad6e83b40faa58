// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Subscribers that take changes at their own pace.
 *
 * <p>Not here: what the changes are.
 */
@NullMarked
package io.pipes.presence.audience;

import org.jspecify.annotations.NullMarked;
