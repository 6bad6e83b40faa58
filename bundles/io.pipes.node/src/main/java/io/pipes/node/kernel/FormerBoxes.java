// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The box keys of the nodes whose place a node took, as one entry of the keystore. */
final class FormerBoxes {
    /** So many a node keeps; what was boxed to older ones has long been boxed anew. */
    static final int MAX = 16;

    private static final int MAX_KEY_BYTES = 4_096;

    private FormerBoxes() {}

    static Secret encode(Map<NodeId, KeyPair> boxes) {
        CborWriter out = new CborWriter().writeArray(2 * boxes.size());
        boxes.forEach((node, box) -> {
            byte[] key = box.secret().bytes();
            out.writeBytes(node.bytes()).writeBytes(key);
            Arrays.fill(key, (byte) 0);
        });
        return Secret.wrap(out.toByteArray());
    }

    static Map<NodeId, KeyPair> decode(CryptoSuite suite, Secret encoded) throws MalformedException {
        CborReader in = new CborReader(encoded.bytes());
        int items = in.readArray(2 * MAX);
        Map<NodeId, KeyPair> boxes = new LinkedHashMap<>();
        for (int i = 0; i + 1 < items; i += 2) {
            NodeId node = NodeId.read(in);
            boxes.put(node, key(suite, in.readBytes(MAX_KEY_BYTES)));
        }
        in.end();
        return boxes;
    }

    static KeyPair key(CryptoSuite suite, Bytes saved) throws MalformedException {
        try (Secret secret = Secret.wrap(saved.toArray())) {
            return suite.boxKey(secret);
        }
    }
}
