// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/** Ends channels without a word: nothing lingers in the kernel, neither unsent bytes nor the port. */
public final class Resets {
    private Resets() {}

    /** Resets a TCP connection. A channel without that option, as one of a Unix socket, is only closed. Called on its loop. */
    public static void close(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closedAlready) {
            // Then there is nothing left to reset.
        }
        channel.close();
    }
}
