// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.List;

/** Gets at keys folders with all that unlocks them, and opens with them what is in the membership log. What is found goes to the oracle. */
final class Thief {
    private static final int MAX = 64 << 10;

    private final SimulatedPipes pipes;
    private final String name;
    private final CryptoSuite suite;
    private final List<KeyPair> keys = new ArrayList<>();

    Thief(SimulatedPipes pipes, String name) {
        this.pipes = pipes;
        this.name = name;
        suite = pipes.plan().suite().make();
    }

    String name() {
        return name;
    }

    /** Everything in the folder that may be a key for boxes. */
    void takeKeys(SimulatedNode from) {
        try {
            Keystore keystore = suite.keystore(
                    from.host().disk().copy(1), null, false, pipes.time().randomness(name));
            for (String entry : keystore.names()) {
                keystore.read(entry).ifPresent(this::take);
            }
        } catch (KeystoreException e) {
            throw new AssertionError(e);
        }
    }

    private void take(Secret secret) {
        try {
            keys.add(suite.boxKey(secret));
        } catch (MalformedException other) {
            // An entry of another kind.
            return;
        }
    }

    /** Tries every key on every box that a node's log has, whoever it was made for. */
    void openBoxes(SimulatedNode of) {
        for (Membership.Statement epoch : of.running().membered().said("epoch")) {
            try {
                openBoxes(of, new CborReader(epoch.body()));
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void openBoxes(SimulatedNode of, CborReader in) throws MalformedException {
        in.readArrayExactly(5);
        Bytes network = of.network().id().bytes();
        Bytes pipeline = PipelineId.read(in).bytes();
        Bytes epoch = suite.hash(Label.EPOCH.bytes(), network, pipeline, in.readBytesExactly(32));
        in.readUnsigned(Long.MAX_VALUE);
        for (int parents = in.readArray(MAX); parents > 0; parents--) {
            EpochId.read(in);
        }
        for (int boxes = in.readArray(MAX); boxes > 0; boxes--) {
            in.readArrayExactly(2);
            Bytes recipient = NodeId.read(in).bytes();
            open(suite.hash(network, pipeline, epoch, recipient), in.readBytes(MAX));
        }
    }

    private void open(Bytes context, Bytes box) {
        for (KeyPair key : keys) {
            try {
                pipes.oracle().give(name, suite.unbox(key, Label.EPOCH_BOX, context, box));
                return;
            } catch (MalformedException another) {
                continue;
            }
        }
    }
}
