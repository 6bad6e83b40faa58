// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.id.PacketId;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Which message of a pipeline is meant, as {@code publish} and {@code history} name it.
 *
 * @param index its place in the packet
 */
record MessagePlace(PacketId packet, int index) {
    private static final int MAX_INDEX_DIGITS = 4;

    /** Reads {@code PACKET.INDEX}, or {@code PACKET} for its first message. */
    static MessagePlace of(String text) {
        return of("message", text);
    }

    /** @param parameter what the client calls it */
    static MessagePlace of(String parameter, String text) {
        int point = text.indexOf('.');
        String index = point < 0 ? "0" : text.substring(point + 1);
        if (!index.matches("[0-9]{1," + MAX_INDEX_DIGITS + "}")) {
            throw Params.invalid(
                    "Behind the point of '" + parameter + "' stands the place in the packet, for instance 0.");
        }
        try {
            return new MessagePlace(
                    PacketId.parse(point < 0 ? text : text.substring(0, point)), Integer.parseInt(index));
        } catch (IllegalArgumentException wrong) {
            throw Params.invalid(
                    "'" + parameter + "' is the name of a message, as it was published or told. " + wrong.getMessage());
        }
    }

    /** Fails with {@code NOT_FOUND} if this node does not have it (any more). */
    CompletionStage<Message> find(LocalPipeline pipeline) {
        Search search = new Search();
        pipeline.history(new From.Packet(packet)).subscribe(search);
        return search.found;
    }

    /** Looks through one packet. */
    private final class Search implements Flow.Subscriber<Message> {
        private final CompletableFuture<Message> found = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(Message message) {
            boolean inPacket = message.packet().filter(packet::equals).isPresent();
            if (inPacket && message.index() < index) {
                subscription.request(1);
                return;
            }
            subscription.cancel();
            if (inPacket && message.index() == index) {
                found.complete(message);
            } else {
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            found.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            found.completeExceptionally(new PipesException(
                    PipesException.Code.NOT_FOUND,
                    "This node has no such message. 'pipes pipeline history NAME' shows what there is."));
        }
    }
}
