// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.node.invitation.Invitations;
import io.pipes.node.invitation.Ticket;
import io.pipes.spi.transport.Address;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the script in {@code docs/specs/scripts} made without this code means here what it means there. */
class NetworkVectorsTest {
    @Test
    void a_log_made_by_another_program_has_the_same_ids_signatures_and_members()
            throws IOException, MalformedException {
        JsonNode vector = read("membership.json");
        NetworkId network = NetworkId.of(bytes(vector, "network"));
        LogState log = new LogState();
        for (JsonNode told : vector.get("operations")) {
            Bytes envelope = bytes(told, "envelope");
            Operation operation = Operation.decode(Actor.SUITE, envelope);
            assertThat(operation.id().bytes()).isEqualTo(bytes(told, "id"));
            assertThat(operation.network()).isEqualTo(network);
            assertThat(operation.author().bytes()).isEqualTo(bytes(told, "author"));
            assertThat(operation.encode()).isEqualTo(envelope);
            operation.checkBinding(Actor.SUITE);
            take(log, network, operation);
        }

        NodeId olga = node(vector, 0);
        NodeId ben = node(vector, 2);
        assertThat(log.roster().seats()).extracting(seat -> seat.who().id()).containsExactlyInAnyOrder(olga, ben);
        assertThat(Objects.requireNonNull(log.roster().seat(ben)).role()).isEqualTo(Role.READER);
        assertThat(log.roster().isRemoved(node(vector, 1))).isTrue();
        assertThat(Snapshot.of(Actor.SUITE, log).head()).isEqualTo(bytes(vector, "head"));
        checkPrekey(log, vector.get("prekey"));
    }

    private static void take(LogState log, NetworkId network, Operation operation) throws MalformedException {
        if (operation.action() instanceof Action.Genesis) {
            log.begin(Founding.check(Actor.SUITE, network, operation.encode()));
        } else {
            Bytes key = log.known(operation.author()).orElseThrow().signingKey();
            assertThat(operation.isSignedBy(Actor.SUITE, key)).isTrue();
            log.add(operation);
        }
    }

    private static void checkPrekey(LogState log, JsonNode vector) throws MalformedException {
        Prekey prekey = Prekey.decode(bytes(vector, "encoded"));
        assertThat(prekey.version()).isEqualTo(vector.get("version").asLong());
        assertThat(prekey.boxKey()).isEqualTo(bytes(vector, "boxKey"));
        assertThat(prekey.encode()).isEqualTo(bytes(vector, "encoded"));
        assertThat(prekey.isSignedBy(
                        Actor.SUITE, log.known(prekey.node()).orElseThrow().signingKey()))
                .isTrue();
    }

    @Test
    void a_ticket_made_by_another_program_is_the_same_text_and_the_same_key() throws IOException {
        for (JsonNode vector : read("ticket.json")) {
            List<Address> addresses = new ArrayList<>();
            vector.get("addresses").forEach(address -> addresses.add(Address.parse(address.asText())));

            Ticket ticket = Ticket.parse(vector.get("text").asText());

            assertThat(ticket.text()).isEqualTo(vector.get("text").asText());
            assertThat(ticket.network().bytes()).isEqualTo(bytes(vector, "network"));
            assertThat(ticket.networkName()).isEqualTo("home");
            assertThat(ticket.issuer().bytes()).isEqualTo(bytes(vector, "issuer"));
            assertThat(ticket.issuerLinkKey()).isEqualTo(bytes(vector, "issuerLinkKey"));
            assertThat(ticket.addresses()).isEqualTo(addresses);
            assertThat(ticket.invitation().bytes()).isEqualTo(bytes(vector, "invitation"));
            assertThat(ticket.secret().bytes())
                    .isEqualTo(bytes(vector, "secret").toArray());
            assertThat(ticket.role()).isEqualTo(Role.WRITER);
            assertThat(ticket.expiresMillis()).isEqualTo(4_000_000_000L);
            assertThat(Invitations.psk(Actor.SUITE, ticket).bytes())
                    .isEqualTo(bytes(vector, "psk").toArray());
        }
    }

    private static NodeId node(JsonNode vector, int number) {
        return NodeId.of(bytes(vector.get("nodes").get(number), "id"));
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = NetworkVectorsTest.class.getResourceAsStream("/spec-vectors/" + name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Bytes bytes(JsonNode vector, String field) {
        return Bytes.hex(vector.required(field).asText());
    }
}
