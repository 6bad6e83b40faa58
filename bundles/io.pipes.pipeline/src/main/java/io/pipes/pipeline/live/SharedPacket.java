// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A packet that one or more nodes of this process have. Its signature is checked once.
 *
 * <p><b>Threads.</b> Any.
 */
final class SharedPacket {
    private final Packet packet;

    /** How many have it; guarded by {@link SharedPackets}. */
    int holders;

    private @Nullable Bytes key;
    private @Nullable CompletableFuture<Boolean> signed;

    SharedPacket(Packet packet) {
        this.packet = packet;
    }

    Packet packet() {
        return packet;
    }

    /** Whether the owner of that key signed it; done at once if that was asked before. Nodes of one network ask with one key. */
    synchronized CompletableFuture<Boolean> signedBy(Bytes signingKey, CryptoSuite suite, Executor workers) {
        CompletableFuture<Boolean> known = signed;
        if (known != null && signingKey.equals(key)) {
            return known;
        }
        CompletableFuture<Boolean> asked =
                CompletableFuture.supplyAsync(() -> packet.signedBy(suite, signingKey), workers);
        key = signingKey;
        signed = asked;
        return asked;
    }
}
