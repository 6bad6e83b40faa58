// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.message.Message;

/**
 * A message and the value in it.
 *
 * @param <T> such as a record
 */
public record TypedMessage<T>(T value, Message message) {}
