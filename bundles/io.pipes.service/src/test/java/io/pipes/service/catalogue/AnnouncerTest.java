// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private final VirtualTime time = new VirtualTime(1);
    private final BusyNode node = new BusyNode(time);
    private final List<Long> told = new ArrayList<>();
    private final Announcer announcer =
            new Announcer(node, announcement -> told.add(announcement.version().number()));

    private void work() {
        time.runFor(Duration.ofSeconds(1));
        while (!node.work.isEmpty()) {
            node.work.remove().run();
        }
        time.runFor(Duration.ofSeconds(1));
    }

    @Test
    void a_number_that_turns_out_to_be_used_while_another_one_is_signed_is_not_used_again() {
        announcer.add(Service.called("weather", new TreeMap<>()));
        time.runFor(Duration.ofMillis(100));
        announcer.surpassed(7);
        work();
        work();

        assertThat(told).containsExactly(1L, 8L);
    }
}
