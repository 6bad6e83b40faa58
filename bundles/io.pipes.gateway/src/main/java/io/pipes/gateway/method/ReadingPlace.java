// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.id.PacketId;
import io.pipes.gateway.rpc.Params;

/**
 * How far a client has read a persistent pipeline. When the feature behind it is replaced, reading goes on there.
 *
 * <p><b>Threads.</b> Any; the node's and those that subscribe again.
 */
final class ReadingPlace {
    private volatile From next;

    private ReadingPlace(From next) {
        this.next = next;
    }

    /**
     * Where a client wants to begin: {@code start}, {@code now} or with a packet.
     *
     * @param otherwise where to begin if it does not say
     */
    static ReadingPlace of(Pipeline pipeline, Params params, String otherwise) {
        String from = params.text("from").orElse(otherwise);
        return switch (from) {
            case "start" -> new ReadingPlace(From.START);
            case "now" -> new ReadingPlace(now(pipeline.info()));
            default -> new ReadingPlace(new From.Packet(packet(from)));
        };
    }

    /** Now is behind what there is: it stays the same place when this takes a second try. */
    private static From now(PipelineInfo info) {
        return info.kept()
                .map(kept -> kept.last().<From>map(last -> last).orElse(From.START))
                .orElse(From.NOW);
    }

    private static PacketId packet(String text) {
        try {
            return PacketId.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw Params.invalid("'from' is start, now, or the id of a packet. " + wrong.getMessage());
        }
    }

    /** Where to go on. */
    From next() {
        return next;
    }

    /** As it is told to the client, which has then read it. */
    ObjectNode told(Message message) {
        next = new From.After(message.author(), message.seq(), message.index());
        return Rows.told(message);
    }
}
