// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

/**
 * What a completed handshake leaves behind.
 *
 * @param toResponder 32 bytes
 * @param toInitiator 32 bytes
 * @param hash the transcript hash, 32 bytes, not secret
 */
record Split(byte[] toResponder, byte[] toInitiator, byte[] hash) {
    @Override
    public String toString() {
        return "Split[***]";
    }
}
