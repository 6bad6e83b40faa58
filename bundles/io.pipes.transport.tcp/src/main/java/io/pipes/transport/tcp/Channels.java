// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Locale;

/** How every channel of this transport is set up. */
final class Channels {
    /** Bytes queued above which a connection is not writable, and below which it is again. */
    static final int HIGH_WATER = 512 * 1024;

    static final int LOW_WATER = 256 * 1024;

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(LOW_WATER, HIGH_WATER);

    /** On Windows the option means something else there: anybody could take the port over. */
    private static final boolean REUSE_ADDRESS =
            !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private Channels() {}

    static Bootstrap configure(Bootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    static ServerBootstrap configure(ServerBootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.SO_REUSEADDR, REUSE_ADDRESS)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }
}
