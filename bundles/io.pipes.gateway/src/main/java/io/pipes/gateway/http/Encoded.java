// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A message as it goes through a WebSocket. */
sealed interface Encoded {
    /** About how many bytes it takes. */
    int size();

    void send(Session session, Callback sent);

    /** In a text message. */
    record Text(String text) implements Encoded {
        @Override
        public int size() {
            return text.length();
        }

        @Override
        public void send(Session session, Callback sent) {
            session.sendText(text, sent);
        }
    }

    /** In a binary message. */
    record Binary(byte[] bytes) implements Encoded {
        @Override
        public int size() {
            return bytes.length;
        }

        @Override
        public void send(Session session, Callback sent) {
            session.sendBinary(ByteBuffer.wrap(bytes), sent);
        }
    }
}
