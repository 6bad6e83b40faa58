// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForgedTicketTest {
    private static final String TICKET =
            "pipes1h80ng81db6ex1q4syk9bjca3z4wn6r45t920bvcqewhpjvvb01qmh2ska1j6gvvdcnc202c4a1d4f02rb7azdm58v1kjvmym6zfsk988efj6jn6c77a2w5q9b0gf92k95myv0p1mky3wvr3jxw9dw0xw0feb2hg47nct19cd72r5mgw1eht66w1t5wqk2chq5rr2wc1e64x3jc9q658f84xss0s73y5mpdf8cpxe7jjqyp101rz5drcpqcxy86y42vypqdmm6sq4zb1a688sf7nex7yvf1d8a6h046r0000t44qs6rc4h3khs4";

    @Test
    void a_forged_ticket_differs_in_the_secret_and_the_check_only() {
        String forged = ForgedTicket.withWrongSecret(TICKET);

        assertThat(forged).hasSameSizeAs(TICKET).isNotEqualTo(TICKET);
        int secretEnds = TICKET.length() - 23;
        assertThat(forged).startsWith(TICKET.substring(0, secretEnds - 2));
        assertThat(ForgedTicket.withWrongSecret(forged))
                .as("the same bit turned back")
                .isEqualTo(TICKET);
    }

    @Test
    void a_damaged_ticket_has_one_other_character() {
        String damaged = ForgedTicket.damaged(TICKET);

        long different = java.util.stream.IntStream.range(0, TICKET.length())
                .filter(at -> TICKET.charAt(at) != damaged.charAt(at))
                .count();
        assertThat(different).isEqualTo(1);
    }
}
