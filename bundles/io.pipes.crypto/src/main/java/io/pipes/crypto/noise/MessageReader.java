// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Cuts a received message into its fields; a field that is not there is bad input. */
final class MessageReader {
    private final byte[] message;
    private int position;

    MessageReader(byte[] message) {
        this.message = message;
    }

    byte[] next(int length) throws GeneralSecurityException {
        if (message.length - position < length) {
            throw new GeneralSecurityException("handshake message is too short");
        }
        return Arrays.copyOfRange(message, position, position += length);
    }

    byte[] rest() {
        return Arrays.copyOfRange(message, position, position = message.length);
    }
}
