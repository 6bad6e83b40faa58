// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.Set;

/**
 * What one statement says of an epoch.
 *
 * @param said the statement
 * @param minted when the epoch was made, in milliseconds
 * @param parents what the author wants it to replace
 * @param boxed to whom the author boxed the secret
 * @param counts whether the statement does, as far as is known now
 */
record Claim(OperationId said, NodeId author, long minted, Set<EpochId> parents, Set<NodeId> boxed, boolean counts) {}
