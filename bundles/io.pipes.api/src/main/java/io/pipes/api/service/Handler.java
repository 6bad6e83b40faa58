// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.api.message.Content;
import java.util.concurrent.CompletionStage;

/** Answers calls of a service. Called on any thread of the application's callbacks, for several calls at once. */
@FunctionalInterface
public interface Handler {
    /**
     * @return what the caller gets, at most 1 MiB; when it fails or is null, or something is thrown, the caller gets {@code FAILED} with the sentence
     *     of a {@link io.pipes.api.PipesException}, and without details of anything else. It has to complete, also when the deadline has passed:
     *     until then it takes one of 64 places
     */
    CompletionStage<Content> answer(Call call);
}
