// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class PeerExchangeFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void what_a_peer_tells_of_others_is_bounded_or_refused(byte[] bytes) {
        try {
            var heard = PeerExchange.decode(Bytes.copyOf(bytes));
            assertThat(heard).hasSizeLessThanOrEqualTo(64);
            assertThat(heard.values()).allMatch(addresses -> addresses.size() <= PeerAddresses.MAX);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
