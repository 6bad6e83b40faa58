// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read a persistent pipeline. When the feature behind it is replaced, reading goes on there.
 *
 * <p><b>Threads.</b> Any; the node's and those that subscribe again.
 */
final class ReadingPlace {
    private final MessageRows rows = new MessageRows();
    private final Optional<String> cursor;
    private final @Nullable From first;
    private volatile @Nullable From next;

    private ReadingPlace(@Nullable From next, Optional<String> cursor) {
        this.first = next;
        this.next = next;
        this.cursor = cursor;
    }

    /**
     * Where a client wants to begin: {@code start}, {@code now}, at a time, with a packet, or where a cursor stands.
     *
     * @param otherwise where to begin if it does not say
     */
    static ReadingPlace of(LocalPipeline pipeline, Params params, String otherwise) {
        Optional<String> cursor = params.text("cursor");
        Optional<String> from = params.text("from");
        Optional<From.After> after = after(params);
        if (Stream.of(cursor, from, after).filter(Optional::isPresent).count() > 1) {
            throw Params.invalid(
                    "Reading begins at 'from', where 'cursor' stands, or behind 'after': say one of them.");
        }
        return cursor.isPresent()
                ? new ReadingPlace(null, cursor)
                : new ReadingPlace(
                        after.<From>map(behind -> behind).orElseGet(() -> from(pipeline, from.orElse(otherwise))),
                        cursor);
    }

    /** The message that a client was told last. */
    static Optional<From.After> after(Params params) {
        return params.object("after").map(ReadingPlace::place);
    }

    /** The place of a message, by what was told of it. */
    static From.After place(Params message) {
        return new From.After(author(message.needText("author")), message.needNumber("seq", 0, Long.MAX_VALUE), (int)
                message.needNumber("index", 0, Integer.MAX_VALUE));
    }

    private static NodeId author(String text) {
        try {
            return NodeId.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw Params.invalid("'author' is the author of a message, as it was told. " + wrong.getMessage());
        }
    }

    private static From from(LocalPipeline pipeline, String from) {
        return switch (from) {
            case "start" -> From.START;
            case "now" -> now(pipeline.info());
            default -> time(from).<From>map(From.Time::new).orElseGet(() -> new From.Packet(packet(from)));
        };
    }

    /** Now is behind what there is: it stays the same place when this takes a second try. */
    private static From now(PipelineInfo info) {
        return info.kept()
                .map(kept -> kept.last().<From>map(last -> last).orElse(From.START))
                .orElse(From.NOW);
    }

    static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static PacketId packet(String text) {
        try {
            return PacketId.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw Params.invalid("'from' is start, now, a time such as 2030-01-31T12:00:00Z, or the id of a packet. "
                    + wrong.getMessage());
        }
    }

    /**
     * Adds to the answer what a client needs to go on here when its connection is lost before the first message: the message behind which
     * reading begins, or null for the start. Other places are the same when they are asked for again.
     */
    ObjectNode beginning(ObjectNode answer) {
        answer.put("kept", true);
        if (first instanceof From.After after) {
            answer.set("after", Rows.place(after));
        } else if (first instanceof From.Start) {
            answer.putNull("after");
        }
        return answer;
    }

    /** What comes from here on. */
    Flow.Publisher<Message> messages(LocalPipeline pipeline) {
        From from = next;
        return from == null ? pipeline.cursor(cursor.orElseThrow()).messages() : pipeline.messages(from);
    }

    /** What there is from here on. */
    Flow.Publisher<Message> history(LocalPipeline pipeline) {
        From from = next;
        if (from == null) {
            throw Params.invalid("A cursor reads what is there and then what comes: use it with pipeline.subscribe.");
        }
        return pipeline.history(from);
    }

    /** As it is told to the client, which has then read it. */
    ObjectNode told(Message message) {
        next = new From.After(message.author(), message.seq(), message.index());
        return rows.row(message);
    }
}
