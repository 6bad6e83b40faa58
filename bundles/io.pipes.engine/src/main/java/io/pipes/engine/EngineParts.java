// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.base.Randomness;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.socket.NettySockets;
import io.pipes.socket.SocketLimits;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.socket.Sockets;
import io.pipes.spi.transport.Transport;
import io.pipes.transport.tcp.TcpLimits;
import io.pipes.transport.tcp.TcpTransport;
import java.util.List;

/**
 * What the engines of one process can share: its threads, its transports, its sockets and the features that live on nodes.
 *
 * <p><b>Ownership.</b> Whoever starts them closes them, after every engine that runs on them. Those that {@link #carriedBy} and
 * {@link #having} give are the same threads under another name, and closed with them.
 */
public final class EngineParts implements AutoCloseable {
    private final NettyLoops loops;
    private final TcpTransport tcp;
    private final NettySockets sockets;
    private final List<Transport> transports;
    private final List<NodeExtension> features;

    private EngineParts(
            NettyLoops loops,
            TcpTransport tcp,
            NettySockets sockets,
            List<Transport> transports,
            List<NodeExtension> features) {
        this.loops = loops;
        this.tcp = tcp;
        this.sockets = sockets;
        this.transports = List.copyOf(transports);
        this.features = List.copyOf(features);
    }

    /** Starts a loop for each processor. */
    public static EngineParts start() {
        return start(Runtime.getRuntime().availableProcessors());
    }

    /** @param threads number of loops, at least 1; there are other threads for what blocks */
    public static EngineParts start(int threads) {
        return on(NettyLoops.start(threads));
    }

    private static EngineParts on(NettyLoops loops) {
        try {
            TcpTransport tcp = new TcpTransport(TcpLimits.DEFAULT, loops);
            NettySockets sockets = new NettySockets(SocketLimits.DEFAULT, loops);
            return new EngineParts(
                    loops, tcp, sockets, List.of(tcp), Features.of(newProcess(new SecureRandomness()), sockets));
        } catch (Throwable failed) {
            loops.close();
            throw failed;
        }
    }

    /** An application may stop an engine and start the next one in the same process of the system; to pipelines these are two. */
    private static String newProcess(Randomness randomness) {
        return "engine " + Long.toHexString(randomness.nextLong());
    }

    /** The same, with other transports; they may pass on to {@link #transports}. */
    public EngineParts carriedBy(List<Transport> others) {
        return new EngineParts(loops, tcp, sockets, others, features);
    }

    /** The same, with other features than every node has. */
    public EngineParts having(List<? extends NodeExtension> others) {
        return new EngineParts(loops, tcp, sockets, transports, List.copyOf(others));
    }

    public Loops loops() {
        return loops;
    }

    public List<Transport> transports() {
        return transports;
    }

    /** Ordinary sockets of this machine, for features that serve other programs. */
    public Sockets sockets() {
        return sockets;
    }

    public List<NodeExtension> features() {
        return features;
    }

    /** Ends all connections and stops all threads; blocks for some seconds at most. Closing twice does nothing. */
    @Override
    public void close() {
        sockets.close();
        tcp.close();
        loops.close();
    }
}
