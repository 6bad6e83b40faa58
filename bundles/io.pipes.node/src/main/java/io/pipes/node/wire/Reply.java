// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.crypto.Handshake;
import java.util.Optional;

/** The second handshake message on the wire: {@code [length 2][message 2]}. */
public final class Reply {
    private Reply() {}

    public static Bytes encode(Bytes message) {
        byte[] out = new byte[2 + message.size()];
        out[0] = (byte) (message.size() >>> 8);
        out[1] = (byte) message.size();
        message.copyTo(out, 2);
        return Bytes.wrap(out);
    }

    /**
     * Takes the message from the queue.
     *
     * @return empty while it is not complete
     */
    public static Optional<Bytes> take(ByteQueue in) throws MalformedException {
        if (in.size() < 2) {
            return Optional.empty();
        }
        int length = in.shortAt(0);
        if (length == 0 || length > Handshake.MAX_MESSAGE) {
            throw new MalformedException("handshake message length");
        }
        if (in.size() < 2 + length) {
            return Optional.empty();
        }
        Bytes message = in.copy(2, 2 + length);
        in.drop(2 + length);
        return Optional.of(message);
    }
}
