// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SessionSecret;

/** The keys of one lane, as one side uses them. */
record LaneKeys(LaneKey outward, LaneKey inward) {
    /**
     * What a lane's keys are made of. The session's own secrets are gone by then, so that a key that was replaced cannot be made again.
     */
    record Seed(Secret outward, Secret inward) implements AutoCloseable {
        static Seed of(CryptoSuite suite, SessionSecret session, boolean initiator, int lane) {
            Bytes binding = session.binding();
            Secret toResponder = LaneKey.secret(suite, session.toResponder(), binding, lane);
            Secret toInitiator = LaneKey.secret(suite, session.toInitiator(), binding, lane);
            return initiator ? new Seed(toResponder, toInitiator) : new Seed(toInitiator, toResponder);
        }

        /** Used up by it. */
        LaneKeys keys(CryptoSuite suite, long now) {
            return new LaneKeys(new LaneKey(suite, outward, now), new LaneKey(suite, inward, now));
        }

        @Override
        public void close() {
            outward.close();
            inward.close();
        }
    }
}
