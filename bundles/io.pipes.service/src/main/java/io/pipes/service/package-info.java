// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Services on one node: how the parts are put together and offered to the gateway.
 *
 * <p>Not here: what members offer ({@code catalogue}), and how they are called ({@code call}).
 */
@NullMarked
package io.pipes.service;

import org.jspecify.annotations.NullMarked;
