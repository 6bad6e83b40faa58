// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.service.Access;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Registration;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamPriority;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Streams between this node and others. A facet of a network; used on the node's loop.
 *
 * <p>A service has a name, 1 to 64 characters of {@code a-z 0-9 . _ -}.
 */
@ProviderType
public interface LocalStreams {
    /** Streams that one node may have open at another one. */
    int MAX_STREAMS = 16_384;

    /** What may be said about what is wanted of a service, in bytes of UTF-8. */
    int MAX_ARGUMENT_BYTES = 512;

    /** What may be written before the other side has taken the stream and leaves all the same, in bytes. */
    int EARLY_BYTES = 8 << 10;

    /**
     * Opens a stream to a service of another node. It may be written to at once.
     *
     * @param argument at most {@value #MAX_ARGUMENT_BYTES} bytes of UTF-8, often nothing
     * @param handler told {@link ByteStreamHandler#opened} when the other side has taken it, or {@link ByteStreamHandler#closed}: {@code
     *     NO_SERVICE}, {@code DENIED} and what the service says; {@code UNREACHABLE} after 15 s without a link, {@code TIMED_OUT} after 15 s
     *     without an answer. Never before this returns
     */
    ByteStream open(NodeId node, String service, String argument, StreamPriority priority, ByteStreamHandler handler);

    /**
     * Serves a name until the registration is closed, which ends no stream, or the feature goes. Members see it in the network's catalogue.
     *
     * @param metadata at most {@value LocalServices#MAX_METADATA} texts, as of {@link LocalServices#offer}
     * @param access who may use it, by what the member is at the moment at which it opens a stream
     * @throws io.pipes.api.PipesException {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS} when this node offers something of that name
     *     already, {@code BUSY} and {@code TOO_LARGE} as {@link ServiceCatalogue#announce} says
     */
    Registration serve(String service, SortedMap<String, String> metadata, Access access, Acceptor acceptor);

    /** Is offered streams of others. */
    @FunctionalInterface
    @ConsumerType
    interface Acceptor {
        /** Owns the stream, and has to accept or reset it within 15 s; until then little is taken of it. */
        void offered(ByteStream stream);
    }
}
