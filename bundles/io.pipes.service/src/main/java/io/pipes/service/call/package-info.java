// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Calls: a request, a handler, an answer, and what links that end and come back do to them.
 *
 * <p>Not here: who offers what.
 */
@NullMarked
package io.pipes.service.call;

import org.jspecify.annotations.NullMarked;
