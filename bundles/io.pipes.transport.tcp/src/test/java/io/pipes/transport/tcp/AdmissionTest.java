// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.transport.tcp.TcpLimits.Both;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Both PLENTY = new Both(1_000_000, 1_000_000);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void one_source_gets_its_share_of_half_open_places_and_others_still_get_theirs() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, new Both(10, 2), PLENTY, PLENTY), 0);

        assertThat(admitted(admission, "192.0.2.1", 5, 0)).hasSize(2);
        assertThat(admitted(admission, "192.0.2.2", 1, 0)).hasSize(1);
    }

    @Test
    void all_sources_together_get_no_more_than_the_total() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, new Both(3, 2), PLENTY, PLENTY), 0);

        admitted(admission, "192.0.2.1", 2, 0);
        admitted(admission, "192.0.2.2", 2, 0);

        assertThat(admission.halfOpen()).isEqualTo(3);
        assertThat(admitted(admission, "192.0.2.3", 1, 0)).hasSize(1);
        assertThat(admission.halfOpen()).isEqualTo(3);
    }

    @Test
    void a_released_place_is_free_again_but_only_once() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, new Both(1, 1), PLENTY, PLENTY), 0);
        Admission.Place place = admitted(admission, "192.0.2.1", 1, 0).get(0);

        place.release();
        place.release();

        assertThat(admission.halfOpen()).isZero();
        assertThat(admitted(admission, "192.0.2.1", 2, 0)).hasSize(1);
    }

    @Test
    void the_rate_of_one_source_does_not_use_up_the_rate_of_all() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, PLENTY, new Both(10, 1), new Both(10, 2)), 0);

        assertThat(admitted(admission, "192.0.2.1", 1_000, 0)).hasSize(2);
        assertThat(admitted(admission, "192.0.2.2", 2, 0)).hasSize(2);
        assertThat(admitted(admission, "192.0.2.1", 5, 2 * SECOND)).hasSize(2);
    }

    @Test
    void the_rate_of_all_sources_together_holds() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, PLENTY, new Both(5, 5), new Both(5, 5)), 0);
        int let = 0;

        for (int i = 0; i < 200; i++) {
            let += admitted(admission, "198.51.100." + i, 1, 0).size();
        }

        assertThat(let).isEqualTo(5);
    }

    @Test
    void an_ipv6_network_is_one_source_and_a_mapped_ipv4_address_is_that_address() throws Exception {
        assertThat(source("2001:db8:1:2::1")).isEqualTo(source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(source("2001:db8:1:2::1")).isNotEqualTo(source("2001:db8:1:3::1"));
        assertThat(source("::ffff:192.0.2.1")).isEqualTo(source("192.0.2.1"));
        assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
    }

    @Test
    void sources_that_went_quiet_are_forgotten() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, PLENTY, PLENTY, new Both(1_000_000, 10)), 0);
        for (int i = 0; i < 5_000; i++) {
            long now = i * SECOND;
            admitted(admission, "10.1." + i / 250 + "." + i % 250, 1, now).forEach(Admission.Place::release);
        }

        assertThat(admission.sources()).isLessThan(5);
    }

    @Test
    void the_stranger_who_has_waited_for_longest_makes_room_for_the_next() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, new Both(3, 2), PLENTY, PLENTY), 0);
        List<String> dropped = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            String host = "192.0.2." + i;
            admission.admit(source(host), 0, () -> dropped.add(host));
        }

        assertThat(dropped).containsExactly("192.0.2.1");
        assertThat(admission.halfOpen()).isEqualTo(3);
    }

    @Test
    void strangers_from_everywhere_keep_nobody_out_who_comes_from_where_a_member_has_proven_himself() throws Exception {
        Admission admission = new Admission(new TcpLimits(100, new Both(3, 2), new Both(5, 5), new Both(5, 5)), 0);
        admitted(admission, "192.0.2.1", 1, 0).get(0).prove();
        for (int i = 0; i < 200; i++) {
            admitted(admission, "198.51.100." + i, 1, 0);
        }

        assertThat(admitted(admission, "192.0.2.99", 1, 0)).as("a stranger").isEmpty();
        assertThat(admitted(admission, "192.0.2.1", 1, 0)).as("a member").hasSize(1);
        assertThat(admitted(admission, "192.0.2.1", 9, 0))
                .as("its own limits hold")
                .hasSize(1);
    }

    private static List<Admission.Place> admitted(Admission admission, String host, int tries, long nanos)
            throws Exception {
        List<Admission.Place> places = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            Optional<Admission.Place> place = admission.admit(source(host), nanos, () -> {});
            place.ifPresent(places::add);
        }
        return places;
    }

    private static Source source(String host) throws Exception {
        return Source.of(InetAddress.getByName(host));
    }
}
