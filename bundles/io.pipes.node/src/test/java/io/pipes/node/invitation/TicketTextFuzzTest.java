// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.api.PipesException;
import java.nio.charset.StandardCharsets;

class TicketTextFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_as_a_ticket_is_the_same_ticket_when_written_again(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            Ticket ticket = Ticket.parse(text);
            assertThat(Ticket.parse(ticket.text())).isEqualTo(ticket);
        } catch (PipesException refused) {
            assertThat(refused.code()).isEqualTo(PipesException.Code.TICKET_INVALID);
        }
    }
}
