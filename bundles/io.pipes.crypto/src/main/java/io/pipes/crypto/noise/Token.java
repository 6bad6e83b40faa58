// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

/** One step of a handshake message. */
enum Token {
    /** Sends an ephemeral key. */
    E,
    /** Sends the static key, encrypted as soon as there is a key. */
    S,
    EE,
    ES,
    SE,
    SS,
    /** Mixes in the key both sides know beforehand. */
    PSK,
    /** Sends an ephemeral ML-KEM key. */
    E1,
    /** Answers {@link #E1} with a ciphertext and mixes in its secret. */
    EKEM1;

    boolean isAgreement() {
        return this == EE || this == ES || this == SE || this == SS;
    }
}
