// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

/**
 * What a restore has brought so far.
 *
 * @param nodes nodes that have a new id now
 * @param refused nodes that were no members any more when the backup was made, and are left out
 * @param entries entries of their stores
 * @param blobs long contents
 */
public record RestoreReport(int identities, int nodes, int refused, long entries, int blobs) {}
