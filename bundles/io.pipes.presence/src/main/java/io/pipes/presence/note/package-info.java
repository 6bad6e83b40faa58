// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a member lets all others know about itself.
 *
 * <p>Not here: how it travels, which is the router's business.
 */
@NullMarked
package io.pipes.presence.note;

import org.jspecify.annotations.NullMarked;
