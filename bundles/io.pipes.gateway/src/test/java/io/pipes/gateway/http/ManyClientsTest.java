// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients cost that have nothing to say: both ends of each connection are in this process, and are counted. */
@Tag("long")
class ManyClientsTest {
    private static final int CLIENTS = 1_000;
    private static final long MOST_BYTES = 64 << 20;

    @Test
    void a_thousand_idle_clients_take_less_than_64_mebibytes_and_no_threads(@TempDir Path home) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RunningGateway door = new RunningGateway(home)) {
            clients.add(RawClient.connect(door));
            long before = usedBytes();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();

            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connect(door));
            }

            assertThat(door.servlets.api().figures().clients()).isEqualTo(CLIENTS + 1);
            assertThat(usedBytes() - before).isLessThan(MOST_BYTES);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
                    .isLessThan(CLIENTS / 10);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
