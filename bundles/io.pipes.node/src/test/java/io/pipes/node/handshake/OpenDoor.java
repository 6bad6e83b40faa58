// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A door that answers everybody who knows its secret, and remembers who came. */
final class OpenDoor implements Door {
    private final NetworkId network;
    private final KeyPair linkKey;
    private final Secret psk;
    private final Bytes answer;

    @Nullable
    Bytes caller;

    @Nullable
    Bytes heard;

    @Nullable
    SessionSecret session;

    OpenDoor(NetworkId network, KeyPair linkKey, Secret psk, Bytes answer) {
        this.network = network;
        this.linkKey = linkKey;
        this.psk = psk;
        this.answer = answer;
    }

    @Override
    public NetworkId network() {
        return network;
    }

    @Override
    public KeyPair linkKey() {
        return linkKey;
    }

    @Override
    public Secret psk() {
        return psk;
    }

    @Override
    public CompletionStage<Optional<Bytes>> answer(Bytes key, Bytes payload) {
        caller = key;
        heard = payload;
        return CompletableFuture.completedFuture(Optional.of(answer));
    }

    @Override
    public void entered(Intake intake, SessionSecret secret) {
        session = secret;
    }

    @Override
    public void shut() {}
}
