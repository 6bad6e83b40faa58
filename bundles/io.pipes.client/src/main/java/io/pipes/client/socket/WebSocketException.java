// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import java.io.IOException;

/** The other side does not speak WebSocket as it should, or refuses to. */
public final class WebSocketException extends IOException {
    private static final long serialVersionUID = 1;

    WebSocketException(String message) {
        super(message);
    }
}
