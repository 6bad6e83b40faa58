// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.api.service.Access;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.spi.stream.StreamPriority;
import io.pipes.stream.flow.Flows;
import io.pipes.stream.flow.WindowBudget;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/** All streams of one node. They outlive the kernel's part of it ({@link StreamExtension}). Lives on the loop. */
final class NodeStreams implements LocalStreams {
    /** What an exchange may carry unread is little for all but bulk: streams have windows of their own. */
    private static final int SMALL_WINDOW = 5 << 18;

    private static final int BULK_WINDOW = 4 << 20;

    /** What one stream may grow to, in bytes. */
    private static final int MOST_SMALL = 1 << 20;

    private static final int MOST_BULK = 4 << 20;

    private static final int MAX_NAME = 64;

    private final Map<StreamPriority, Flows> flows = new EnumMap<>(StreamPriority.class);
    private final Served served;

    NodeStreams(NodeContext node, WindowBudget budget) {
        served = new Served(node);
        add(
                StreamPriority.REALTIME,
                "stream.realtime.1",
                TrafficClass.REALTIME,
                SMALL_WINDOW,
                MOST_SMALL,
                node,
                budget);
        add(StreamPriority.INTERACTIVE, "stream.1", TrafficClass.INTERACTIVE, SMALL_WINDOW, MOST_SMALL, node, budget);
        add(StreamPriority.BULK, "stream.bulk.1", TrafficClass.BULK, BULK_WINDOW, MOST_BULK, node, budget);
    }

    private void add(
            StreamPriority priority,
            String name,
            TrafficClass traffic,
            int window,
            int mostOfOne,
            NodeContext node,
            WindowBudget budget) {
        flows.put(priority, new Flows(new Protocol(name, traffic, window), mostOfOne, budget, node, served::offer));
    }

    void attach(NodeContext node) {
        flows.values().forEach(one -> one.attach(node));
        served.attach(node);
    }

    void detach() {
        served.detach();
        flows.values().forEach(Flows::detach);
    }

    void removed(NodeId member) {
        flows.values().forEach(one -> one.removed(member));
    }

    void end(StreamEnding why) {
        flows.values().forEach(one -> one.end(why));
    }

    @Override
    public ByteStream open(
            NodeId node, String service, String argument, StreamPriority priority, ByteStreamHandler handler) {
        checkName(service);
        if (argument.getBytes(StandardCharsets.UTF_8).length > MAX_ARGUMENT_BYTES) {
            throw Sentences.longArgument(MAX_ARGUMENT_BYTES);
        }
        return flows.get(priority).open(node, service, argument, handler);
    }

    @Override
    public Registration serve(String service, SortedMap<String, String> metadata, Access access, Acceptor acceptor) {
        checkName(service);
        return served.add(service, metadata, access, acceptor);
    }

    private static void checkName(String service) {
        boolean fits = !service.isEmpty()
                && service.length() <= MAX_NAME
                && service.chars()
                        .allMatch(
                                c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-');
        if (!fits) {
            throw Sentences.noName();
        }
    }
}
