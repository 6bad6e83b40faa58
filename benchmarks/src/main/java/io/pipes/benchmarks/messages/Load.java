// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contender.Mode;
import io.pipes.benchmarks.contender.Contenders;
import java.util.EnumSet;
import java.util.Set;

/** What is sent to whom. */
public enum Load {
    /** 100 bytes to one other. */
    DIRECT(Mode.DIRECT, 100, 1),
    /** 1 KiB to one other, whom a third process may stand between. */
    RELAYED(Mode.DIRECT, 1024, 1),
    /** 1 KiB to sixteen others. */
    BROADCAST(Mode.BROADCAST, 1024, 16),
    /** 100 bytes from one client of a node to another one of the same. */
    API(Mode.DIRECT, 100, 1);

    private static final Set<Contenders> CLIENTS = EnumSet.of(
            Contenders.CBOR,
            Contenders.JSON,
            Contenders.NATS_PLAIN,
            Contenders.CBOR_JS,
            Contenders.JSON_JS,
            Contenders.NATS_JS);

    private final Mode mode;
    private final int bytes;
    private final int receivers;

    Load(Mode mode, int bytes, int receivers) {
        this.mode = mode;
        this.bytes = bytes;
        this.receivers = receivers;
    }

    /** Whether answers come, so that round trips can be measured. */
    boolean bounces() {
        return mode == Mode.DIRECT;
    }

    /**
     * How long everybody warms up unless told otherwise, in milliseconds. Three processes on two cores have not got their code compiled
     * for the last time after the three seconds that are enough for two, and a node's API is the most code of all.
     */
    int warmMillis() {
        return switch (this) {
            case API -> 30_000;
            case RELAYED -> 15_000;
            default -> 3_000;
        };
    }

    /** With whom the others are compared. */
    Contenders ours() {
        return switch (this) {
            case RELAYED -> Contenders.RELAYED;
            case API -> Contenders.CBOR;
            default -> Contenders.PIPES;
        };
    }

    /** Whether somebody has a part in it. */
    boolean concerns(Contenders contender) {
        if (this == API || CLIENTS.contains(contender)) {
            return this == API && CLIENTS.contains(contender);
        }
        return this == RELAYED || contender != Contenders.RELAYED;
    }

    /** What it is, for a reader of its table. */
    String title() {
        return switch (this) {
            case DIRECT -> "100 B from one node to another, and there and back";
            case RELAYED -> "1 KiB from one node to another through a third process, and there and back";
            case BROADCAST -> "1 KiB from one node to 16";
            case API -> "100 B from one client of a server to another, and there and back";
        };
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
