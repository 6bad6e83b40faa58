// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedPacketsTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final int LONG = 1 << 20;

    private final CryptoSuite suite = new SimulatedSuite();
    private final SigningKey author = suite.newSigningKey(new SeededRandomness(1));
    private final SharedPackets shared = new SharedPackets();

    @Test
    void a_packet_that_two_nodes_receive_is_there_once_and_its_signature_is_checked_once() throws MalformedException {
        AtomicInteger checks = new AtomicInteger();
        SharedPacket one = shared.take(message(packet(1, 100)), suite);
        SharedPacket other = shared.take(message(packet(1, 100)), suite);

        assertThat(other).isSameAs(one);
        for (SharedPacket each : new SharedPacket[] {one, other}) {
            assertThat(each.signedBy(author.publicKey(), suite, check -> {
                        checks.incrementAndGet();
                        check.run();
                    }))
                    .isCompletedWithValue(true);
        }
        assertThat(checks).hasValue(1);
        assertThat(one.signedBy(ZEROS, suite, Runnable::run)).isCompletedWithValue(false);
    }

    @Test
    void a_packet_that_ends_like_another_is_another() throws MalformedException {
        Bytes honest = message(packet(1, 100));
        byte[] changed = honest.toArray();
        changed[honest.size() / 2 + 100] ^= 1;
        SharedPacket one = shared.take(honest, suite);
        SharedPacket other = shared.take(Bytes.wrap(changed), suite);

        assertThat(other).isNotSameAs(one);
        assertThat(other.signedBy(author.publicKey(), suite, Runnable::run)).isCompletedWithValue(false);
        assertThat(one.signedBy(author.publicKey(), suite, Runnable::run)).isCompletedWithValue(true);
    }

    @Test
    void what_nobody_has_any_more_is_forgotten() throws MalformedException {
        SharedPacket one = shared.take(message(packet(1, 100)), suite);
        shared.release(shared.take(message(packet(1, 100)), suite));
        assertThat(shared.take(message(packet(1, 100)), suite)).isSameAs(one);
        shared.release(one);
        shared.release(one);

        assertThat(shared.take(message(packet(1, 100)), suite)).isNotSameAs(one);
    }

    @Test
    void nodes_that_receive_the_same_keep_it_all_and_others_share_what_a_process_may_keep() {
        VirtualTime time = new VirtualTime(1);
        RecentPackets[] alike = new RecentPackets[16];
        for (int i = 0; i < alike.length; i++) {
            alike[i] = new RecentPackets(new SimulatedLoop(time, "alike-" + i), shared);
            fill(alike[i], 0);
        }
        assertThat(kept(alike[0])).isEqualTo(kept(alike[15])).isGreaterThan(14);

        for (RecentPackets one : alike) {
            one.stop();
        }
        RecentPackets[] different = new RecentPackets[16];
        long all = 0;
        for (int i = 0; i < different.length; i++) {
            different[i] = new RecentPackets(new SimulatedLoop(time, "different-" + i), shared);
        }
        for (int i = 0; i < different.length; i++) {
            fill(different[i], 1_000 * i);
            all += (long) kept(different[i]) * LONG;
        }
        assertThat(all).isLessThanOrEqualTo(2 * SharedPackets.MUCH);
    }

    private void fill(RecentPackets recent, int from) {
        for (int i = 1; i <= 20; i++) {
            recent.add(shared.take(packet(from + i, LONG)));
        }
    }

    private static int kept(RecentPackets recent) {
        AtomicInteger count = new AtomicInteger();
        recent.forEach((packet, age) -> count.incrementAndGet());
        return count.get();
    }

    private static Bytes message(Packet packet) {
        return LiveWire.packet(packet.encoded());
    }

    private Packet packet(long seq, int bytes) {
        return Packet.seal(suite, SamplePackets.header(seq), Bytes.wrap(new byte[bytes]), author::sign);
    }
}
