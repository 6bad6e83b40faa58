// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

/**
 * What encapsulating to a key gives.
 *
 * @param secret 32 bytes that both sides now share
 * @param ciphertext what the other side needs to find them
 */
public record Encapsulated(byte[] secret, byte[] ciphertext) {
    @Override
    public String toString() {
        return "Encapsulated[***]";
    }
}
