// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class PeerAddressesFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void addresses_of_peers_are_bounded_or_refused(byte[] bytes) {
        Bytes message = Bytes.copyOf(bytes);
        try {
            PeerExchange.decode(message)
                    .values()
                    .forEach(addresses -> assertThat(addresses).hasSizeLessThanOrEqualTo(PeerAddresses.MAX));
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
        try {
            PeerAddresses read = PeerAddresses.decode(message);
            assertThat(PeerAddresses.decode(read.encode())).isEqualTo(read);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
