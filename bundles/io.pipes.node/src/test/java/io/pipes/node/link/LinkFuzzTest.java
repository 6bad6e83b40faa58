// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.node.wire.Records;

class LinkFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_a_member_says_the_link_goes_on_or_ends_in_order(FuzzedDataProvider data) {
        Misbehaving peer = new Misbehaving();
        while (data.remainingBytes() > 0 && peer.end == null) {
            int choice = data.consumeInt(0, 9);
            if (choice == 0) {
                peer.link.inStep();
            } else if (choice == 1) {
                peer.wire.full = !peer.wire.full;
            } else if (choice == 2) {
                peer.open.forEach(exchange -> exchange.send(Bytes.wrap(new byte[100])));
            } else {
                byte[] frames = data.consumeBytes(Math.min(4_096, data.remainingBytes()));
                if (frames.length >= Records.MIN_SEALED - 16) {
                    peer.say(Bytes.wrap(frames));
                }
            }
        }
        peer.settle();
        assertThat(peer.time.failures()).isEmpty();
        assertThat(peer.end == null || peer.wire.ended).isTrue();
    }

    /** Good records, pieces of them, and bytes that are none: an attacker on the way, or a member that has lost its mind. */
    @FuzzTest(maxDuration = "20s")
    void whatever_arrives_in_place_of_records_the_link_goes_on_or_ends_in_order(FuzzedDataProvider data) {
        Misbehaving peer = new Misbehaving();
        while (data.remainingBytes() > 0 && peer.end == null && !peer.wire.ended) {
            byte[] bytes = data.consumeBytes(data.consumeInt(1, 300));
            boolean record = data.consumeBoolean() && bytes.length >= Records.MIN_SEALED - 16;
            Bytes arriving = record ? peer.record(Bytes.wrap(bytes)) : Bytes.wrap(bytes);
            int cut = data.consumeInt(0, arriving.size());
            peer.wire.deliver(arriving.slice(0, cut));
            peer.wire.deliver(arriving.slice(cut, arriving.size()));
        }
        peer.settle();
        assertThat(peer.time.failures()).isEmpty();
        assertThat(peer.end == null || peer.wire.ended).isTrue();
    }
}
