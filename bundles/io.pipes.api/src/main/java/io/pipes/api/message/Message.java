// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that arrived.
 *
 * @param message which one it is: a direct message has an id of its own, a published one packet id and index
 * @param packet the packet that carried it; empty for direct messages
 * @param index its place in the packet, from 0
 * @param pipeline the pipeline's name; empty for messages to this node
 * @param author who wrote it, proven
 * @param name the author's name
 * @param seq grows by one with each packet of the author in this pipeline (of each direct message) while the author's process
 *     lives
 * @param time when it was sent, by the author's clock
 * @param received when it arrived, by this node's clock
 * @param content what it says; empty where {@code large} has it
 * @param large what it says, if that is more than {@link Content#MAX_BYTES}
 * @param key what it is about, if its author said so: {@link Content#key}
 * @param preview whether it is shown before its turn: this node fetches what was before it, and does not keep it yet
 */
public record Message(
        MessageName message,
        Optional<PacketId> packet,
        int index,
        Optional<String> pipeline,
        NodeId author,
        String name,
        long seq,
        Instant time,
        Instant received,
        String contentType,
        Bytes content,
        Optional<LargeContent> large,
        Optional<String> key,
        boolean preview) {
    /** A message in its turn. */
    public Message(
            MessageName message,
            Optional<PacketId> packet,
            int index,
            Optional<String> pipeline,
            NodeId author,
            String name,
            long seq,
            Instant time,
            Instant received,
            String contentType,
            Bytes content,
            Optional<LargeContent> large,
            Optional<String> key) {
        this(
                message,
                packet,
                index,
                pipeline,
                author,
                name,
                seq,
                time,
                received,
                contentType,
                content,
                large,
                key,
                false);
    }

    /** A message whose content is part of it. */
    public Message(
            MessageName message,
            Optional<PacketId> packet,
            int index,
            Optional<String> pipeline,
            NodeId author,
            String name,
            long seq,
            Instant time,
            Instant received,
            String contentType,
            Bytes content) {
        this(
                message,
                packet,
                index,
                pipeline,
                author,
                name,
                seq,
                time,
                received,
                contentType,
                content,
                Optional.empty(),
                Optional.empty());
    }

    /** The same one, shown before its turn. */
    public Message asPreview() {
        return new Message(
                message,
                packet,
                index,
                pipeline,
                author,
                name,
                seq,
                time,
                received,
                contentType,
                content,
                large,
                key,
                true);
    }

    /** The content as text in UTF-8, with a mark in the place of what is none. */
    public String text() {
        return new String(content.toArray(), StandardCharsets.UTF_8);
    }
}
