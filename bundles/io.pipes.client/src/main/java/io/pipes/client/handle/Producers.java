// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.base.Randomness;
import io.pipes.base.id.NetworkId;
import io.pipes.client.call.Conversation;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** As whom this Pipes publishes: under one name of its own in each pipeline, so that a node can tell what it was told before. */
final class Producers {
    private static final int NAME_BYTES = 16;

    private final Conversation conversation;
    private final String name;
    private final Map<Pipe, Producer> producers = new ConcurrentHashMap<>();

    private record Pipe(NetworkId network, String name) {}

    Producers(Conversation conversation, Randomness randomness) {
        this.conversation = conversation;
        this.name = HexFormat.of().formatHex(randomness.bytes(NAME_BYTES));
    }

    Producer of(NetworkId network, String pipeline) {
        return producers.computeIfAbsent(
                new Pipe(network, pipeline), first -> new Producer(conversation, name, network, pipeline));
    }
}
