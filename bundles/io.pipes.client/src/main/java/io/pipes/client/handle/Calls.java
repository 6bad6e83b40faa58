// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Decoding;
import io.pipes.client.call.Repetition;
import io.pipes.client.feed.Feed;
import io.pipes.client.feed.Source;
import io.pipes.client.row.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** What all handles say to the node, in the few ways there are. */
final class Calls {
    private final Conversation conversation;

    Calls(Conversation conversation) {
        this.conversation = conversation;
    }

    Conversation conversation() {
        return conversation;
    }

    /** What changes nothing, or the same when it is done twice: made again after a lost connection. */
    <T> CompletableFuture<T> read(String method, ObjectNode params, Function<Row, T> reading) {
        return conversation.call(method, params, Repetition.HARMLESS, said -> reading.apply(new Row(said)));
    }

    /** As {@link #read}, of a list. */
    <T> CompletableFuture<List<T>> list(String method, ObjectNode params, Function<Row, T> reading) {
        return conversation.call(method, params, Repetition.HARMLESS, said -> Row.list(said, reading));
    }

    /** What must not be done twice. */
    <T> CompletableFuture<T> write(String method, ObjectNode params, Function<Row, T> reading) {
        return write(method, params, 0, said -> reading.apply(new Row(said)));
    }

    /** As {@link #write(String, ObjectNode, Function)}, with content. */
    <T> CompletableFuture<T> write(String method, ObjectNode params, long contentBytes, Decoding<T> decoding) {
        return conversation.call(method, params, Repetition.FORBIDDEN, contentBytes, decoding);
    }

    /** Something that takes several calls, or a long one. */
    <T> ClientTask<T> task() {
        return new ClientTask<>(conversation);
    }

    /** As {@link #write(String, ObjectNode, Function)}, of which the node tells the task how far it is. */
    <T> CompletableFuture<T> follow(ClientTask<?> task, String method, ObjectNode params, Function<Row, T> reading) {
        return conversation.call(
                method, params, Repetition.FORBIDDEN, 0, said -> reading.apply(new Row(said)), task::told);
    }

    /**
     * Opens something that is then read or written piece by piece.
     *
     * @param noun what it is, as the protocol calls it
     */
    CompletableFuture<Opened> open(String method, String noun, ObjectNode params) {
        return write(method, params, 0, Opened.by(conversation, noun));
    }

    /** Opens a content to read it. */
    CompletableFuture<Opened> open(ObjectNode params) {
        return conversation.call("content.open", params, Repetition.HARMLESS, Opened.by(conversation, "content"));
    }

    /** What the node does without more to say about it. */
    CompletableFuture<Void> order(String method, ObjectNode params) {
        return conversation.call(method, params, Repetition.FORBIDDEN, Calls::nothing);
    }

    /** As {@link #order}, for what may be done twice. */
    CompletableFuture<Void> orderAgain(String method, ObjectNode params) {
        return conversation.call(method, params, Repetition.HARMLESS, Calls::nothing);
    }

    @SuppressWarnings("NullAway") // a stage of Void has nothing else
    private static Void nothing(JsonNode said) {
        return null;
    }

    <T> Flow.Publisher<T> feed(Supplier<Source<T>> source) {
        return new Feed<>(conversation, source);
    }

    /** Something that begins anew on each connection with what there is. */
    <T> Flow.Publisher<T> feed(String method, ObjectNode params, Function<Row, T> reading) {
        return feed(() -> new Watching<>(method, params, reading));
    }
}
