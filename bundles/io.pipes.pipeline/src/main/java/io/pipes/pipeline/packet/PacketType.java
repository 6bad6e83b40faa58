// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.MalformedException;

/** Whether a packet is kept. The codes travel; they never change. */
public enum PacketType {
    /** Numbered within one life of its author's node: its chain is 8 random bytes, made when that node began to publish. */
    LIVE(0, 8),

    /** Numbered within the pipeline for ever: its chain is the id of the author's packet before it, zeros for the first one. */
    PERSISTENT(1, 32);

    private final int code;
    private final int chainBytes;

    PacketType(int code, int chainBytes) {
        this.code = code;
        this.chainBytes = chainBytes;
    }

    int code() {
        return code;
    }

    /** How long the chain of such a packet is. */
    public int chainBytes() {
        return chainBytes;
    }

    static PacketType ofCode(int code) throws MalformedException {
        return switch (code) {
            case 0 -> LIVE;
            case 1 -> PERSISTENT;
            default -> throw new MalformedException("packet of an unknown type");
        };
    }
}
