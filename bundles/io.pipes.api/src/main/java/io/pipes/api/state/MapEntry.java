// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Content;
import io.pipes.base.id.NodeId;
import java.time.Instant;

/**
 * A key and its value.
 *
 * @param author who wrote it, proven; of a merged value, who wrote last
 * @param time when it was written, by a clock that never goes back for who has seen later writes; proves nothing
 */
public record MapEntry(String key, Content value, NodeId author, Instant time) {}
