// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.PipesException;

/**
 * How a call can end otherwise.
 *
 * @param when a clause that says when
 */
public record Failure(PipesException.Code code, String when) {}
