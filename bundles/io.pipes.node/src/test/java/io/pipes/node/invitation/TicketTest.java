// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.Address;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
    private static final Ticket TICKET =
            ticket("home", List.of(Address.parse("tcp://192.0.2.1:7171"), Address.parse("tcp://[2001:db8::1]:7171")));

    @Test
    void a_ticket_is_one_line_and_reads_back_as_it_was() {
        String text = TICKET.text();

        assertThat(text).startsWith("pipes1").matches("[0-9a-z]+").hasSizeLessThan(600);
        assertThat(Ticket.parse(text)).isEqualTo(TICKET);
    }

    @Test
    void it_survives_being_shouted_folded_and_hyphenated() {
        String text = TICKET.text();
        String folded = "  " + text.toUpperCase(Locale.ROOT).replaceAll("(.{40})", "$1-\r\n\t") + "\n";

        assertThat(Ticket.parse(folded)).isEqualTo(TICKET);
    }

    @Test
    void every_wrong_symbol_is_found() {
        String text = TICKET.text();
        for (int at = Ticket.PREFIX.length(); at < text.length(); at++) {
            char other = text.charAt(at) == 'q' ? 'p' : 'q';
            String bent = text.substring(0, at) + other + text.substring(at + 1);
            assertDamaged(bent);
        }
        for (int length = Ticket.PREFIX.length(); length < text.length(); length++) {
            assertDamaged(text.substring(0, length));
        }
        assertDamaged(text + "0");
        assertDamaged(text + text);
        assertDamaged(text.replace('0', 'u'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "pipes", "pipes2abc", "http://example.org/pipes1abc", "{}"})
    void what_begins_otherwise_is_no_ticket(String text) {
        assertThatThrownBy(() -> Ticket.parse(text))
                .isInstanceOfSatisfying(
                        PipesException.class, e -> assertThat(e.code()).isEqualTo(PipesException.Code.TICKET_INVALID))
                .hasMessageContaining("not a ticket");
    }

    @Test
    void the_longest_ticket_is_a_ticket() {
        String host = "a".repeat(253);
        Ticket longest = ticket(
                "\uD83D\uDE80".repeat(32), Collections.nCopies(8, new Address("abcdefghijklmnop", host, 65_535)));

        assertThat(Ticket.parse(longest.text())).isEqualTo(longest);
    }

    @Test
    void neither_text_nor_sentence_shows_the_secret() {
        assertThat(TICKET.toString())
                .doesNotContain("***")
                .doesNotContain("Secret")
                .contains("home");
        assertThatThrownBy(() -> Ticket.parse(TICKET.text() + "q"))
                .hasMessageNotContaining(TICKET.text().substring(10, 20));
    }

    private static void assertDamaged(String text) {
        assertThatThrownBy(() -> Ticket.parse(text))
                .isInstanceOf(PipesException.class)
                .hasMessageContaining("damaged");
    }

    static Ticket ticket(String name, List<Address> addresses) {
        return new Ticket(
                NetworkId.of(bytes(32, 1)),
                name,
                NodeId.of(bytes(32, 2)),
                bytes(32, 3),
                addresses,
                InvitationId.of(bytes(16, 4)),
                Secret.copyOf(bytes(32, 5).toArray()),
                Role.WRITER,
                1_767_225_600_000L);
    }

    private static Bytes bytes(int size, int first) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (first * 31 + i * 7);
        }
        return Bytes.wrap(bytes);
    }
}
