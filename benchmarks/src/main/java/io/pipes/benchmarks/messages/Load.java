// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contender.Mode;

/** What is sent to whom. */
enum Load {
    /** 100 bytes to one other. */
    DIRECT(Mode.DIRECT, 100, 1),
    /** 1 KiB to sixteen others. */
    BROADCAST(Mode.BROADCAST, 1024, 16);

    private final Mode mode;
    private final int bytes;
    private final int receivers;

    Load(Mode mode, int bytes, int receivers) {
        this.mode = mode;
        this.bytes = bytes;
        this.receivers = receivers;
    }

    Mode mode() {
        return mode;
    }

    int bytes() {
        return bytes;
    }

    int receivers() {
        return receivers;
    }
}
