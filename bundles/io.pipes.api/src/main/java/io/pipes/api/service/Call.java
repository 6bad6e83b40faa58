// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.api.message.Content;
import io.pipes.base.id.NodeId;
import java.time.Duration;

/**
 * Somebody calls a service of this node.
 *
 * @param caller who calls, proven
 * @param name the caller's name
 * @param left how long the caller waits for the answer
 */
public record Call(String service, NodeId caller, String name, Content request, Duration left) {}
