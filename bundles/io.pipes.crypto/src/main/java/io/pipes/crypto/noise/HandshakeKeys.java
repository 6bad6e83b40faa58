// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import io.pipes.crypto.primitive.X25519Key;
import org.jspecify.annotations.Nullable;

/**
 * What one side brings to a handshake; which parts are needed depends on the pattern.
 *
 * @param own this side's static key
 * @param remote the other side's static public key, where it is known beforehand
 * @param psk 32 bytes both know
 */
record HandshakeKeys(@Nullable X25519Key own, byte @Nullable [] remote, byte @Nullable [] psk) {
    X25519Key requireOwn() {
        return present(own, "a static key");
    }

    byte[] requireRemote() {
        return present(remote, "the other side's static key");
    }

    byte[] requirePsk() {
        return present(psk, "a shared key");
    }

    static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("this handshake needs " + what);
        }
        return value;
    }

    @Override
    public String toString() {
        return "HandshakeKeys[***]";
    }
}
