// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.crypto.primitive.Hkdf;
import java.nio.ByteBuffer;

/** {@code LabeledExtract} and {@code LabeledExpand} of RFC 9180, section 4, for one suite id. */
final class LabeledHkdf {
    private static final byte[] VERSION = "HPKE-v1".getBytes(US_ASCII);

    private final byte[] suiteId;

    LabeledHkdf(byte[] suiteId) {
        this.suiteId = suiteId.clone();
    }

    byte[] extract(byte[] salt, String label, byte[] secret) {
        return Hkdf.extract(salt, VERSION, suiteId, label.getBytes(US_ASCII), secret);
    }

    byte[] expand(byte[] key, String label, byte[] info, int length) {
        byte[] name = label.getBytes(US_ASCII);
        ByteBuffer labeled = ByteBuffer.allocate(2 + VERSION.length + suiteId.length + name.length + info.length);
        labeled.putShort((short) length).put(VERSION).put(suiteId).put(name).put(info);
        return Hkdf.expand(key, labeled.array(), length);
    }
}
