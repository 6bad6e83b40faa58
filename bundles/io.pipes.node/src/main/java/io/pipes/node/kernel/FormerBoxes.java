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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The box keys of the nodes whose place a node took, as one entry of the keystore. */
final class FormerBoxes {
    /** So many keys a node keeps, of all together; what was boxed to older ones has long been boxed anew. */
    static final int MAX = 128;

    private static final int MAX_KEY_BYTES = 4_096;

    private FormerBoxes() {}

    static Secret encode(Map<NodeId, List<KeyPair>> boxes) {
        int keys = boxes.values().stream().mapToInt(List::size).sum();
        CborWriter out = new CborWriter().writeArray(2 * keys);
        boxes.forEach((node, ofNode) -> ofNode.forEach(box -> {
            byte[] key = box.secret().bytes();
            out.writeBytes(node.bytes()).writeBytes(key);
            Arrays.fill(key, (byte) 0);
        }));
        return Secret.wrap(out.toByteArray());
    }

    static Map<NodeId, List<KeyPair>> decode(CryptoSuite suite, Secret encoded) throws MalformedException {
        CborReader in = new CborReader(encoded.bytes());
        int items = in.readArray(2 * MAX);
        Map<NodeId, List<KeyPair>> boxes = new LinkedHashMap<>();
        for (int i = 0; i + 1 < items; i += 2) {
            NodeId node = NodeId.read(in);
            boxes.computeIfAbsent(node, none -> new ArrayList<>()).add(key(suite, in.readBytes(MAX_KEY_BYTES)));
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
