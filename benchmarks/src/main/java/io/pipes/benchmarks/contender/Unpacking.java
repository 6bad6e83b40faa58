// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Hands on each whole message; what is not whole yet stays. */
final class Unpacking extends ByteToMessageDecoder {
    private final Listener listener;

    Unpacking(Listener listener) {
        this.listener = listener;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        ByteBuffer bytes = in.nioBuffer();
        int end = bytes.limit();
        int at = bytes.position();
        int begin = at;
        while (end - at >= Short.BYTES && end - at >= Short.BYTES + bytes.getShort(at)) {
            int length = bytes.getShort(at);
            bytes.limit(at + Short.BYTES + length).position(at + Short.BYTES);
            listener.received(bytes);
            bytes.limit(end);
            at += Short.BYTES + length;
        }
        in.skipBytes(at - begin);
    }
}
