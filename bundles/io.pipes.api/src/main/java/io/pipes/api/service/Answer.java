// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.api.message.Content;
import io.pipes.base.id.NodeId;

/**
 * What a service has answered.
 *
 * @param node who answered, proven
 * @param name that node's name
 */
public record Answer(NodeId node, String name, Content content) {}
