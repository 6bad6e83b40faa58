// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Gives the messages of each of some packets, in this order; none of those that cannot be opened now. Completes on the node's loop. */
@FunctionalInterface
interface DisplayOpener {
    CompletionStage<List<List<Message>>> open(List<DisplayPlace> places);
}
