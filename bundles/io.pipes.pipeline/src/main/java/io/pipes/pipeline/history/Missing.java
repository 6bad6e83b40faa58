// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

/**
 * Packets of one author that are not here.
 *
 * @param first the number of the first one
 * @param last the number of the last one
 */
public record Missing(long first, long last) {}
