// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.nio.ByteBuffer;

/**
 * Something with the signature of its author, in one piece as it travels: most of what comes is only passed on, so the parts are taken out
 * when somebody asks.
 *
 * @param encoded an array of both, as byte strings
 * @param begin where the body begins in it
 * @param end and where it ends
 * @param signatureBegin where the signature begins, which goes on to the end
 */
record Envelope(Bytes encoded, int begin, int end, int signatureBegin) {
    /** What the longest head of an array and two strings takes, in bytes. */
    private static final int HEADS = 16;

    static Envelope of(Bytes body, Bytes signature) {
        CborWriter out = new CborWriter(body.size() + signature.size() + HEADS)
                .writeArray(2)
                .writeBytes(body);
        int end = out.size();
        Bytes encoded = out.writeBytes(signature).toBytes();
        return new Envelope(encoded, end - body.size(), end, encoded.size() - signature.size());
    }

    static Envelope decode(Bytes encoded, int maxBody, int maxSignature) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        int body = in.readView(maxBody).remaining();
        int end = in.position();
        int signature = in.readView(maxSignature).remaining();
        in.end();
        return new Envelope(encoded, end - body, end, encoded.size() - signature);
    }

    /** The signed bytes, copied. */
    Bytes body() {
        return encoded.slice(begin, end);
    }

    /** The signed bytes where they are. */
    ByteBuffer bodyView() {
        return encoded.buffer().limit(end).position(begin);
    }

    /** The bytes of the signature, copied. */
    Bytes signature() {
        return encoded.slice(signatureBegin, encoded.size());
    }

    /** The length of the signature in bytes. */
    int signatureSize() {
        return encoded.size() - signatureBegin;
    }
}
