// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.testkit.time.ManualClock;
import java.nio.ByteBuffer;

/** A peer that says anything in any order: two bytes of length before each message. */
class LedgerSyncFuzzTest implements ExchangeHandler {
    private static final Node OLGA = Node.found("olga", new ManualClock(), 1);
    private static final Node ANNA = OLGA.add("anna", Role.WRITER);

    @FuzzTest(maxDuration = "20s")
    void a_peer_that_says_anything_changes_nothing_but_its_own_link(byte[] bytes) {
        SyncBench bench = new SyncBench();
        LedgerSync sync = bench.sync(OLGA);
        Wire[] link = Wire.between(OLGA.id, sync, ANNA.id, this);
        bench.wires.add(link[1]);
        sync.opened(link[0]);
        Bytes head = OLGA.ledger.head();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() > 2) {
            byte[] message = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
            in.get(message);
            link[1].send(Bytes.wrap(message));
            bench.settle();
        }

        link[0].close();
        sync.stop();
        // No fuzzer makes a signature, so nothing of it can become part of the log.
        assertThat(OLGA.ledger.head()).isEqualTo(head);
        assertThat(OLGA.ledger.members()).extracting(Member::name).containsExactlyInAnyOrder("olga", "anna");
    }

    @Override
    public void opened(Exchange exchange) {}

    @Override
    public void received(Exchange exchange, Bytes message) {}

    @Override
    public void closed(Exchange exchange) {}
}
