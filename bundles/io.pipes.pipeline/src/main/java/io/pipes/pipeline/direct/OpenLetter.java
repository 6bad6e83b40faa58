// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.message.Message;
import java.util.ArrayDeque;

/**
 * A letter whose messages wait for subscribers.
 *
 * @param done to be called when all are delivered, and that is durable
 */
record OpenLetter(long number, ArrayDeque<Message> messages, Runnable done) {}
