// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.node.invitation.Ticket;
import io.pipes.spi.transport.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    @Test
    void an_address_that_says_where_stays_as_it_is() {
        Address address = Address.parse("tcp://127.0.0.1:7171");

        assertThat(Interfaces.reachable(address)).containsExactly(address);
    }

    @Test
    void all_interfaces_become_addresses_that_others_can_call() {
        for (String wildcard : List.of("tcp://0.0.0.0:7171", "tcp://[::]:7171")) {
            List<Address> found = Interfaces.reachable(Address.parse(wildcard));

            assertThat(found).hasSizeBetween(1, Ticket.MAX_ADDRESSES).doesNotHaveDuplicates();
            assertThat(found).noneMatch(address -> address.toString().equals(wildcard));
            assertThat(found.get(found.size() - 1)).isEqualTo(Address.parse("tcp://127.0.0.1:7171"));
        }
    }
}
