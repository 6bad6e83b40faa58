// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.netty.channel.Channel;
import io.pipes.benchmarks.netty.NettySockets;
import java.nio.file.Path;

/**
 * The limit: bytes of messages, each behind its length, packed into 16 KiB by the sender's own thread, over bare Netty. No receipts, no
 * names, no membership.
 */
final class NettyContender implements Contender {
    private final NettySockets sockets;

    NettyContender(boolean tls) {
        sockets = new NettySockets(tls);
    }

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        NettyEnd end = new NettyEnd(sockets.group());
        return new NettyEnd.Host(end, sockets.listen(scratch, channel -> setUp(channel, end, answers)));
    }

    @Override
    public End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception {
        NettyEnd end = new NettyEnd(sockets.group());
        sockets.connect(address, channel -> setUp(channel, end, messages));
        return end;
    }

    private static void setUp(Channel channel, NettyEnd end, Listener listener) {
        channel.pipeline().addLast(new Unpacking(listener), end.joining());
    }
}
