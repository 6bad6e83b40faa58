// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.PacketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens packets for those who hold the secret of their epoch. */
public final class Contents {
    private Contents() {}

    /**
     * The messages of a packet.
     *
     * @param pipeline its name
     * @param author the name of its author
     * @param received when the packet came
     * @param large where content is that is too long for the packet; null where there is none, and a packet that refers to some is nonsense
     * @throws MalformedException when the secret does not open it, or what is inside is no content
     */
    public static List<Message> open(
            CryptoSuite suite,
            Secret secret,
            Packet packet,
            String pipeline,
            String author,
            Instant received,
            @Nullable LargeContents large)
            throws MalformedException {
        PacketHeader header = packet.header();
        PacketKey key = suite.packetKey(secret, header.author().bytes(), header.salt());
        if (!key.commitment().equals(header.commitment())) {
            throw new MalformedException("packet commits to another key");
        }
        Bytes content = key.open(header.encode(), packet.ciphertext());
        List<MessageBatch.Item> items = MessageBatch.decode(content);
        List<Message> messages = new ArrayList<>(items.size());
        for (int index = 0; index < items.size(); index++) {
            MessageBatch.Item item = items.get(index);
            messages.add(new Message(
                    new MessageName.Published(packet.id(), index),
                    Optional.of(packet.id()),
                    index,
                    Optional.of(pipeline),
                    header.author(),
                    author,
                    header.seq(),
                    Instant.ofEpochMilli(item.time()),
                    received,
                    item.content().contentType(),
                    item.content().bytes(),
                    open(item, large),
                    item.content().key()));
        }
        return messages;
    }

    private static Optional<LargeContent> open(MessageBatch.Item item, @Nullable LargeContents large)
            throws MalformedException {
        if (item.blob().isEmpty()) {
            return Optional.empty();
        }
        if (large == null) {
            throw new MalformedException("a packet of this pipeline refers to a blob");
        }
        return Optional.of(large.open(item.blob().get()));
    }
}
