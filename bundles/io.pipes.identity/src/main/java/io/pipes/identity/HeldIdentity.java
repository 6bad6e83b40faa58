// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.api.identity.Identity;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.LocalIdentity;
import java.time.Instant;

/** An identity with its root key, in memory. May be used from any thread. */
final class HeldIdentity implements LocalIdentity {
    private final Identity shown;
    private final Bytes genesis;
    private final SigningKey rootKey;

    HeldIdentity(IdentityId id, IdentityEntry entry, SigningKey rootKey) {
        this.rootKey = rootKey;
        genesis = entry.genesis();
        shown = new Identity(id, entry.name(), Instant.ofEpochMilli(entry.createdMillis()), rootKey.publicKey());
    }

    /** What applications see. */
    Identity shown() {
        return shown;
    }

    @Override
    public IdentityId id() {
        return shown.identity();
    }

    @Override
    public String name() {
        return shown.name();
    }

    @Override
    public Bytes genesis() {
        return genesis;
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return rootKey.sign(label, message);
    }

    @Override
    public String toString() {
        return "HeldIdentity[" + shown.identity() + "]";
    }
}
