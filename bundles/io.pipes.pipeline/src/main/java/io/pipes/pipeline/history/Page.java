// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import java.util.List;

/**
 * A part of a history for a reader.
 *
 * @param end the position of its last packet; the next page follows it
 * @param held whether the next packet cannot be read yet, and soon may
 * @param messages of the packets that this node can read, in the order in which the packets came
 */
record Page(long end, List<Message> messages, boolean held) {}
