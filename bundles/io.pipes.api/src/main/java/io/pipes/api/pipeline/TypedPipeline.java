// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.message.Sent;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A pipeline of values of an application. A handle, which may be used from any thread.
 *
 * @param <T> such as a record
 */
@ProviderType
public interface TypedPipeline<T> {
    /** The pipeline itself. */
    Pipeline pipeline();

    /** As {@link Pipeline#publish(io.pipes.api.message.Content)}. */
    CompletionStage<Sent> publish(T value);

    /** As {@link Pipeline#messages(From)}. Messages that are no such value are told to nobody but {@code unreadable}. */
    Flow.Publisher<TypedMessage<T>> messages(From from, BiConsumer<io.pipes.api.message.Message, String> unreadable);

    /** As {@link #messages(From, BiConsumer)}, passing over what is no such value. */
    default Flow.Publisher<TypedMessage<T>> messages(From from) {
        return messages(from, (message, why) -> {});
    }
}
